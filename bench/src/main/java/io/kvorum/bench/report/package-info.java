/** Makes one page of runs that can be opened anywhere: plots, tables, no network. Measures nothing. */
@NullMarked
package io.kvorum.bench.report;

import org.jspecify.annotations.NullMarked;
