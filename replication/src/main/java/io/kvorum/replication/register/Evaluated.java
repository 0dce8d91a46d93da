package io.kvorum.replication.register;

import java.util.List;

/** What an update makes of a register's value. */
public sealed interface Evaluated {
    /** The value from now on; the same as before if nothing is to be stored. */
    RegisterValue after();

    /** All conditions hold. */
    record Applied(RegisterValue after) implements Evaluated {}

    /**
     * Some condition does not hold. @param seen the keys of the conditions
     *
     * @param after with a memory of it, if it was a retry
     */
    record Conflict(RegisterValue after, List<Seen> seen) implements Evaluated {}

    /** An earlier attempt was decided. */
    record Known(RegisterValue after, Remembered remembered) implements Evaluated {}

    /** The id was used for another request. */
    record Reused(RegisterValue after) implements Evaluated {}

    /** Whether an earlier attempt was applied may have been forgotten; nothing is done. */
    record Forgotten(RegisterValue after) implements Evaluated {}

    /** The register would outgrow a limit. */
    record TooLarge(RegisterValue after, String message) implements Evaluated {}
}
