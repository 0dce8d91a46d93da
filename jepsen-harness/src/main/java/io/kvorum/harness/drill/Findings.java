package io.kvorum.harness.drill;

import io.kvorum.harness.checker.picture.Chart;
import java.util.List;

/** What came out of judging the history of a workload. */
public sealed interface Findings permits CasFindings, RegisterFindings, CounterFindings {
    /** What the workload is promised, and how it was kept. */
    List<DrillReport.Property> properties();

    /** Some broken promises in words. */
    List<String> offences();

    /** The same as small histories, as far as there are any. */
    List<Chart> charts();

    /** How many operations were judged. */
    long operations();

    long tookMs();

    /** By which {@code kvctl check} judges the history again. */
    String model();
}
