package io.kvorum.cli.command.crdt;

import io.kvorum.cli.Failure;
import io.kvorum.cli.command.data.Words;
import io.kvorum.client.DistinctBucket;
import io.kvorum.client.TypedBucket;
import io.kvorum.crdt.cell.CellType;
import io.kvorum.crdt.cell.Cells;
import io.kvorum.crdt.cell.Operand;
import io.kvorum.crdt.cell.Updates;
import io.kvorum.crdt.codec.Bytes;
import io.kvorum.crdt.row.Version;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Values of cells as words: how they are given on the command line, and shown. */
final class CellText {
    private CellText() {}

    /** What writes this word: of a flag {@code on} or {@code off}, of a max or min register a number, of a count what is added. */
    static TypedBucket.Change change(CellType type, String word) {
        return switch (type) {
            case LAST_WRITER_REGISTER -> last(Words.bytes(word));
            case MAX_REGISTER, MIN_REGISTER -> extreme(type, number(word));
            case DISTINCT_COUNT -> DistinctBucket.adding(List.of(Words.bytes(word)));
            case FLAG, DISABLE_WINS_FLAG -> TypedBucket.Change.to(new Operand.Toggle(isOn(word)).toBytes());
            default -> TypedBucket.Change.to(Words.bytes(word));
        };
    }

    private static TypedBucket.Change last(Bytes bytes) {
        return seen -> {
            Cells.lastWritten(seen);
            return millis -> Optional.of(Updates.lastWrite(seen, millis, bytes).toBytes());
        };
    }

    private static TypedBucket.Change extreme(CellType type, long number) {
        return seen -> {
            Operand operand =
                    type == CellType.MAX_REGISTER ? Updates.highest(seen, number) : Updates.lowest(seen, number);
            return millis -> Optional.of(operand.toBytes());
        };
    }

    private static long number(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw Failure.usage("'" + word + "' is not a whole number of 64 bits", "");
        }
    }

    private static boolean isOn(String word) {
        return switch (word) {
            case "on" -> true;
            case "off" -> false;
            default -> throw Failure.usage("'" + word + "' is neither on nor off", "");
        };
    }

    /** The values that live versions make: none, one, or of a multi-value register any number. */
    static List<Bytes> values(CellType type, List<Version> live) {
        if (live.isEmpty()) {
            return List.of();
        }
        return switch (type) {
            case LAST_WRITER_REGISTER ->
                Cells.lastWritten(live).map(Operand.Stamped::value).stream().toList();
            case MAX_REGISTER -> text(Cells.highest(live));
            case MIN_REGISTER -> text(Cells.lowest(live));
            case FLAG -> text(Cells.isOnEnableWins(live));
            case DISABLE_WINS_FLAG -> text(Cells.isOnDisableWins(live));
            case DISTINCT_COUNT ->
                Cells.distinct(live).map(sketch -> Bytes.ofUtf8(Long.toString(Math.round(sketch.estimate())))).stream()
                        .toList();
            default -> Cells.values(live);
        };
    }

    private static List<Bytes> text(OptionalLong number) {
        return number.isPresent() ? List.of(Bytes.ofUtf8(Long.toString(number.getAsLong()))) : List.of();
    }

    private static List<Bytes> text(boolean on) {
        return List.of(Bytes.ofUtf8(on ? "on" : "off"));
    }
}
