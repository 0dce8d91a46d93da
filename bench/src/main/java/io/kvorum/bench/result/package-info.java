/**
 * What a run of a benchmark leaves behind: a file that says what was asked of which store on which machine, and what was
 * measured, with whole histograms, so that later commands compute what they want.
 */
@NullMarked
package io.kvorum.bench.result;

import org.jspecify.annotations.NullMarked;
