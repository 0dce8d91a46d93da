package io.kvorum.harness.checker;

import io.kvorum.crdt.clock.DotSet;
import io.kvorum.crdt.row.Version;
import java.util.List;

/**
 * What one replica holds of a key.
 *
 * @param context the stripped row's own
 * @param clock the partition's
 */
public record ReplicaRow(int node, List<Version> versions, DotSet context, DotSet clock) {
    public DotSet filled() {
        return context.join(clock.bases());
    }
}
