package io.kvorum.harness.drill;

import io.kvorum.client.KvorumClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** What clients do, on a bucket of which kind, and how it is judged. */
interface Workload {
    /** The properties of its bucket; each node is a replica of each key. */
    Map<String, String> bucket();

    /** @param client of its own, as if it was a process of its own */
    Worker worker(int number, KvorumClient client);

    /** Who wants to know of faults. */
    default FaultWatch watch(KvorumClient client, DrillMeter meter) {
        return FaultWatch.NONE;
    }

    /** All is quiet and all nodes are up: reads what there is to be read. What is read as clients do is recorded. */
    void readInTheEnd(Quiet quiet) throws InterruptedException, IOException;

    /** When no node runs any more. */
    Findings judge(Path history, DrillListener listener) throws IOException;
}
