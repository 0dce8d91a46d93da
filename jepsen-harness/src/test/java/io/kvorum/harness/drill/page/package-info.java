/** Tests of the page. */
@NullMarked
package io.kvorum.harness.drill.page;

import org.jspecify.annotations.NullMarked;
