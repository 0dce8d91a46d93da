package io.kvorum.integrity.tag;

import io.kvorum.client.KvorumException;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.client.PreconditionFailed;
import io.kvorum.crdt.row.WriteId;
import java.util.Optional;

/**
 * A strong bucket, as far as it is needed: tags that are read and written as a whole. Both wait for the answer and are linearizable; versions
 * only grow, also over deletes. Safe for use by many threads.
 */
public interface TagStore {
    /** The name of the bucket. */
    String bucket();

    /**
     * All keys of the tag, at one instant; none if there is nothing.
     *
     * @throws KvorumException if there is no answer
     */
    TagContents read(String tag);

    /**
     * Makes all changes as one version if all conditions hold.
     *
     * @param retryOf the same write was tried under this name, and its outcome is unknown: it is made once
     * @return the version of all keys that were written
     * @throws PreconditionFailed if a condition does not hold; the write is not made, and will not be
     * @throws OutcomeUnknown if it may be made, now or later
     * @throws KvorumException of another class: it is not made
     */
    long write(String tag, TagWrite write, Optional<WriteId> retryOf);

    /**
     * The time of the cluster; milliseconds since 1970. Nothing is forgotten that is not old by it: a wall clock alone can jump.
     *
     * @throws KvorumException if it is not known yet
     */
    long clusterMillis();
}
