package io.kvorum.cli.command.shell;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/** Completes command names and options from the model of the command line. */
final class CommandCompleter implements Completer {
    private final CommandSpec root;

    CommandCompleter(CommandSpec root) {
        this.root = root;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String[] words = line.words().toArray(String[]::new);
        List<CharSequence> endings = new java.util.ArrayList<>();
        AutoComplete.complete(root, words, line.wordIndex(), line.wordCursor(), line.cursor(), endings);
        String begun = line.word().substring(0, line.wordCursor());
        endings.forEach(ending -> candidates.add(new Candidate(begun + ending)));
    }
}
