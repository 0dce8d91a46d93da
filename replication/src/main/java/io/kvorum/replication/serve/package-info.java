/** What a replica does when a coordinator asks. One answer for each question; nothing is decided here. */
@NullMarked
package io.kvorum.replication.serve;

import org.jspecify.annotations.NullMarked;
