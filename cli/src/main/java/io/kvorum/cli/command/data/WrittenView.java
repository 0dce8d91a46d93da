package io.kvorum.cli.command.data;

import io.kvorum.cli.output.Console;
import io.kvorum.cli.output.Format;
import io.kvorum.cli.output.Shown;
import java.util.Map;

/** How a write that was acknowledged is shown. */
public final class WrittenView {
    private WrittenView() {}

    /** @param receipt also in a table */
    public static void show(Console console, Map<String, Object> fields, boolean receipt) {
        if (receipt || console.format() == Format.JSON || console.format() == Format.JSONL) {
            console.show(Shown.thing(fields).raw(new byte[0]));
        } else {
            console.say("ok");
        }
    }
}
