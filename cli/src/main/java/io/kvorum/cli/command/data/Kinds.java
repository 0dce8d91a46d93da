package io.kvorum.cli.command.data;

import io.kvorum.cli.Failure;
import io.kvorum.client.BadRequest;
import io.kvorum.protocol.client.ErrorCode;
import java.util.function.Supplier;

/** Commands that are for buckets of both kinds. */
final class Kinds {
    private Kinds() {}

    /** Runs the one or the other: of which kind the bucket is, the first answer tells. */
    static <T> T run(Supplier<T> onEventual, Supplier<T> onStrong) {
        try {
            return onEventual.get();
        } catch (BadRequest e) {
            if (e.code() != ErrorCode.ERROR_CODE_WRONG_KIND) {
                throw e;
            }
            return onStrong.get();
        }
    }

    /** Refuses an option that strong buckets have no use for. */
    static void refuse(boolean given, String option, String why) {
        if (given) {
            throw Failure.usage(option + " means nothing for a strong bucket: " + why, "leave it out");
        }
    }
}
