package io.kvorum.cli.output;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The two streams of a command: data on standard output, everything else on standard error. */
public final class Console {
    /** Colours that a terminal knows. */
    public enum Style {
        BOLD("1"),
        DIM("2"),
        RED("31"),
        GREEN("32"),
        YELLOW("33"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;
    private Format format = Format.TABLE;
    private boolean colors;

    /** @param terminal whether standard error is a terminal */
    public Console(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
        this.colors = terminal;
    }

    public void configure(Format chosen, boolean withColors) {
        format = chosen;
        colors = withColors && terminal;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    public Format format() {
        return format;
    }

    public boolean isTerminal() {
        return terminal;
    }

    public void show(Shown shown) {
        switch (format) {
            case TABLE -> table(shown);
            case JSON -> {
                Map<String, Object> document = new TreeMap<>(shown.fields());
                if (!shown.items().isEmpty()) {
                    document.put(shown.items(), shown.rows());
                }
                data(Json.document(document));
            }
            case JSONL -> {
                if (shown.items().isEmpty()) {
                    data(Json.document(shown.fields()));
                } else {
                    shown.rows().forEach(row -> data(Json.document(row)));
                }
            }
            case RAW -> raw(shown);
        }
        out.flush();
    }

    private void table(Shown shown) {
        boolean list = !shown.items().isEmpty();
        Table.lines(shown.columns(), shown.rows(), list).forEach(this::data);
        shown.notes().forEach(this::say);
    }

    private void raw(Shown shown) {
        Optional<byte[]> bytes = shown.raw();
        if (bytes.isPresent()) {
            out.write(bytes.get(), 0, bytes.get().length);
            return;
        }
        String column = shown.columns().get(0);
        shown.rows().forEach(row -> data(Table.cell(row.get(column))));
    }

    /** A line of data. */
    public void data(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }

    public void flush() {
        out.flush();
    }

    /** A line for people; not data. */
    public void say(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        err.write(bytes, 0, bytes.length);
        err.flush();
    }

    /** Overwrites the present line of the terminal; says nothing elsewhere. */
    public void status(String line) {
        if (terminal) {
            byte[] bytes = ("\r\u001b[K" + line).getBytes(StandardCharsets.UTF_8);
            err.write(bytes, 0, bytes.length);
            err.flush();
        }
    }

    public void clearStatus() {
        status("");
    }

    public String style(Style style, String text) {
        return colors ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }
}
