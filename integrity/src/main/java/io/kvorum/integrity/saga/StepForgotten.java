package io.kvorum.integrity.saga;

/**
 * It is not known any more whether a step was confirmed or cancelled; nothing was done. The saga asks again and again, and reports each time: somebody has to
 * look at the participant.
 */
public final class StepForgotten extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StepForgotten(StepRequest request, String tag) {
        super(request + " is so late that " + tag + " does not know any more what became of it; nothing was done");
    }
}
