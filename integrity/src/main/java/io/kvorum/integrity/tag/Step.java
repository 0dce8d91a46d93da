package io.kvorum.integrity.tag;

/** What is decided about a tag. @param <R> what the caller is told */
public sealed interface Step<R> {
    /** Nothing is to be written. */
    record Done<R>(R result) implements Step<R> {}

    /** @param result if the write is made */
    record Write<R>(TagWrite write, R result) implements Step<R> {}

    static <R> Step<R> done(R result) {
        return new Done<>(result);
    }

    static <R> Step<R> write(TagWrite write, R result) {
        return new Write<>(write, result);
    }
}
