package io.kvorum.client.cluster;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a node's comparisons of Merkle trees stand. Times are by its clock; counts of rows and leaves begin with its process.
 *
 * @param partitions of the node
 * @param scrubbedPartitions of these, those of which a complete reading began since the time that was asked for
 * @param pairs of a partition and another replica that this node compares; of each pair of nodes the one with the lower number
 *     does
 * @param verified of these, found equal since the time that was asked for, or mended and then found equal
 * @param outOfReach of the others, those whose node cannot be reached
 * @param oldestVerified of the pair for which it was longest ago; empty if some pair was not found equal yet
 * @param repairedRows merged after a comparison
 * @param restoredRows of which the node had lost versions, and got them back
 * @param correctedLeaves that did not say what the rows said
 * @param rows with live versions
 * @param scrubbed since when every row has been read; empty if some was not yet
 * @param scrubReadLeaves of the reading that is under way
 * @param scrubTimeLeft until that ends, at the present pace
 * @param damagedRows that do not fit their checksum and wait to be replaced from the other replicas; their partitions are not
 *     compared meanwhile
 */
public record TreeStatus(
        Instant now,
        int partitions,
        int scrubbedPartitions,
        int pairs,
        int verified,
        int outOfReach,
        List<Integer> unreachableNodes,
        int running,
        Optional<Instant> oldestVerified,
        long repairedRows,
        long restoredRows,
        long correctedLeaves,
        long rows,
        long leaves,
        Optional<Instant> scrubbed,
        long scrubReadLeaves,
        Duration scrubTimeLeft,
        long damagedRows) {
    public TreeStatus {
        unreachableNodes = List.copyOf(unreachableNodes);
    }

    public static TreeStatus of(io.kvorum.protocol.client.TreeStatus from) {
        return new TreeStatus(
                Instant.ofEpochMilli(from.getNowMillis()),
                from.getPartitions(),
                from.getScrubbed(),
                from.getPairs(),
                from.getVerified(),
                from.getOutOfReach(),
                from.getUnreachableNodesList(),
                from.getRunning(),
                instant(from.getOldestVerifiedMillis()),
                from.getRepairedRows(),
                from.getRestoredRows(),
                from.getCorrectedLeaves(),
                from.getRows(),
                from.getLeaves(),
                instant(from.getScrubbedMillis()),
                from.getScrubReadLeaves(),
                Duration.ofMillis(from.getScrubMillisLeft()),
                from.getDamagedRows());
    }

    private static Optional<Instant> instant(long millis) {
        return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
