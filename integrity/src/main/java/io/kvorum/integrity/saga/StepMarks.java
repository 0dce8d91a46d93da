package io.kvorum.integrity.saga;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.integrity.record.StepFloor;
import io.kvorum.integrity.record.StepMark;
import io.kvorum.integrity.record.StepShard;
import io.kvorum.integrity.tag.TagContents;
import io.kvorum.integrity.tag.TagEntry;
import io.kvorum.integrity.tag.TagFull;
import io.kvorum.integrity.tag.TagView;
import io.kvorum.integrity.tag.TagWrite;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The marks of steps in a participant's tag, spread over {@value #SHARDS} keys {@code steps-N} by their hash, so that a write carries few of
 * them. Each write removes those of its key that are old; all of them only if there is no room.
 */
final class StepMarks {
    static final int SHARDS = 64;
    private static final String PREFIX = "steps-";
    private static final String SHARD_PREFIX = "steps-0";
    private static final String FLOOR = "steps-floor";

    private final TagContents contents;

    StepMarks(TagContents contents) {
        this.contents = contents;
    }

    private static String shard(StepRequest request) {
        int hash = (request.saga().tag() + "/" + request.step()).hashCode();
        return PREFIX + String.format(Locale.ROOT, "%03d", Math.floorMod(hash, SHARDS));
    }

    private static <M extends Message> M parse(Parser<M> parser, Bytes bytes) {
        try {
            return parser.parseFrom(bytes.array());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a key '" + PREFIX + "…' holds something that is no mark of a step", e);
        }
    }

    private StepShard marks(String shard) {
        return contents.value(shard)
                .map(bytes -> parse(StepShard.parser(), bytes))
                .orElse(StepShard.getDefaultInstance());
    }

    Optional<StepMark> find(StepRequest request) {
        return marks(shard(request)).getMarksList().stream()
                .filter(mark -> isOf(mark, request))
                .findFirst();
    }

    private static boolean isOf(StepMark mark, StepRequest request) {
        return mark.getStep().equals(request.step())
                && mark.getSaga().equals(request.saga().tag());
    }

    private StepFloor floor() {
        return contents.value(FLOOR)
                .map(bytes -> parse(StepFloor.parser(), bytes))
                .orElse(StepFloor.getDefaultInstance());
    }

    /** May it have been confirmed or cancelled, and its mark be removed? */
    boolean isBelowFloor(StepRequest request) {
        return contents.entry(FLOOR).isPresent() && request.holdUntilMillis() <= floor().getHoldUntilMillis();
    }

    /** In place of an earlier mark of the step. @throws TagFull if there are too many, and none is old enough */
    void put(StepRequest request, Bytes outcome, TagWrite write, TagView view, StepGuardOptions options) {
        StepMark mark = find(request).orElse(StepMark.getDefaultInstance()).toBuilder()
                .setSaga(request.saga().tag())
                .setStep(request.step())
                .setToken(request.token())
                .setDirection(request.direction().number)
                .setOutcome(UnsafeByteOperations.unsafeWrap(outcome.array()))
                .setHoldUntilMillis(request.holdUntilMillis())
                .setForgetAtMillis(Math.max(view.nowMillis(), Math.max(view.clusterMillis(), request.holdUntilMillis()))
                        + options.keepFor().toMillis())
                .build();
        String own = shard(request);
        Removal removal = new Removal(view, floor().getHoldUntilMillis());
        StepShard.Builder shard = removal.keep(marks(own));
        int replaced = 0;
        for (int i = shard.getMarksCount() - 1; i >= 0; i--) {
            if (isOf(shard.getMarks(i), request)) {
                shard.removeMarks(i);
                replaced++;
            }
        }
        makeRoom(own, replaced, removal, write, options);
        write.put(own, Bytes.of(shard.addMarks(mark).build().toByteArray()));
        if (removal.floor > floor().getHoldUntilMillis()) {
            write.put(
                    FLOOR,
                    Bytes.of(floor().toBuilder()
                            .setHoldUntilMillis(removal.floor)
                            .build()
                            .toByteArray()));
        }
    }

    private void makeRoom(String own, int replaced, Removal removal, TagWrite write, StepGuardOptions options) {
        Map<String, TagEntry> shards = contents.startingWith(SHARD_PREFIX);
        int all = shards.keySet().stream()
                .mapToInt(shard -> marks(shard).getMarksCount())
                .sum();
        int others = all - replaced - removal.removed;
        if (others < options.maxMarks()) {
            return;
        }
        for (String shard : shards.keySet()) {
            if (!shard.equals(own)) {
                int before = removal.removed;
                StepShard.Builder kept = removal.keep(marks(shard));
                if (removal.removed > before) {
                    write.put(shard, Bytes.of(kept.build().toByteArray()));
                }
            }
        }
        others = all - replaced - removal.removed;
        if (others >= options.maxMarks()) {
            throw new TagFull(contents.tag(), others + " marks of steps that are not " + options.keepFor() + " old");
        }
    }

    /** Removes what is old, and raises the floor by what was confirmed or cancelled. */
    private static final class Removal {
        private final TagView view;
        private long floor;
        private int removed;

        Removal(TagView view, long floor) {
            this.view = view;
            this.floor = floor;
        }

        StepShard.Builder keep(StepShard marks) {
            StepShard.Builder kept = marks.toBuilder().clearMarks();
            for (StepMark mark : marks.getMarksList()) {
                if (!view.mayForget(mark.getForgetAtMillis())) {
                    kept.addMarks(mark);
                    continue;
                }
                removed++;
                if (mark.getDirection() != Direction.TRY.number) {
                    floor = Math.max(floor, mark.getHoldUntilMillis());
                }
            }
            return kept;
        }
    }
}
