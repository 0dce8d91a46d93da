package io.kvorum.integrity.saga;

import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.StepMark;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagGuard;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Optional;

/**
 * The participant's side of sagas: makes what a step asks for happen once, and keeps out whoever the saga has left behind. The mark of the step goes
 * into the write of the effect. Safe for use by many threads.
 */
public final class StepGuards {
    private final StepGuardOptions options;

    public StepGuards(StepGuardOptions options) {
        this.options = options;
    }

    /**
     * Guards the command that does what a saga asks. One that was carried out before is not carried out again: its outcome is told.
     *
     * <p>A command for a cancellation must not fail if there is nothing to undo: the try may never have come, and from then on it is kept out.
     *
     * <p>The command fails with {@link StaleCoordinator} if the saga has gone on meanwhile; with {@link StepRefused} if it is a try whose hold
     * would be over by the cluster's time, or a confirmation of what was cancelled; with {@link StepForgotten} if it comes so late that nothing
     * is known any more; with {@link TagFull} if there are too many marks. What the command itself throws leaves no mark.
     */
    public TagGuard of(StepRequest request) {
        return new TagGuard() {
            @Override
            public Optional<Bytes> before(TagView view) {
                return judge(new StepMarks(view.contents()), view);
            }

            private Optional<Bytes> judge(StepMarks marks, TagView view) {
                Optional<StepMark> known = marks.find(request);
                if (known.isPresent()) {
                    return known(known.get());
                }
                if (request.direction() == Direction.TRY) {
                    if (view.clusterMillis() >= request.holdUntilMillis()) {
                        throw new StepRefused(request + " comes when its hold would be over");
                    }
                } else if (marks.isBelowFloor(request)) {
                    throw new StepForgotten(request, view.contents().tag());
                }
                return Optional.empty();
            }

            private Optional<Bytes> known(StepMark mark) {
                if (request.token() < mark.getToken()) {
                    throw new StaleCoordinator(request, mark.getToken());
                }
                int asked = request.direction().number;
                if (mark.getDirection() == asked) {
                    return Optional.of(Bytes.of(mark.getOutcome().toByteArray()));
                }
                if (mark.getDirection() > asked) {
                    // No saga goes back: its record was lost, or its id used again.
                    throw new StepRefused(request + " comes after the step was confirmed or cancelled");
                }
                return Optional.empty();
            }

            @Override
            public void addTo(TagWrite write, TagView view, Bytes outcome) {
                new StepMarks(view.contents()).put(request, outcome, write, view, options);
            }
        };
    }
}
