/** Sets runs side by side. Measures nothing, and draws no conclusions from single runs. */
@NullMarked
package io.kvorum.bench.compare;

import org.jspecify.annotations.NullMarked;
