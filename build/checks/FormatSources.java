import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

/**
 * Checks or applies palantir-java-format on every Java source of the project.
 *
 * <p>It runs as a program of its own, under the JDK that compiles Kvorum, because the formatter reads sources with the
 * parser of the JVM that it runs in: inside a Maven that was started under Java 17 it does not understand record patterns.
 *
 * <p>Arguments: {@code check} or {@code apply}, and the project's directory. Exit code 1 when a file is not formatted.
 */
class FormatSources {

    private static final List<String> SOURCE_FOLDERS = List.of("src/main/java", "src/test/java", "src/jmh/java");

    public static void main(String[] args) throws IOException {
        boolean apply = args[0].equals("apply");
        Path root = Path.of(args[1]);
        Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .formatJavadoc(false)
                .build());
        Queue<String> unformatted = new ConcurrentLinkedQueue<>();
        Queue<String> unreadable = new ConcurrentLinkedQueue<>();
        sources(root).parallelStream().forEach(file -> {
            try {
                String before = Files.readString(file);
                String after = formatter.formatSourceAndFixImports(before);
                if (!after.equals(before)) {
                    unformatted.add(root.relativize(file).toString());
                    if (apply) {
                        Files.writeString(file, after);
                    }
                }
            } catch (FormatterException e) {
                unreadable.add(root.relativize(file) + ": " + e.getMessage());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        unreadable.stream().sorted().forEach(line -> System.err.println("Cannot be parsed: " + line));
        unformatted.stream()
                .sorted()
                .forEach(line -> System.err.println((apply ? "Formatted " : "Not formatted: ") + line));
        if (!unreadable.isEmpty() || (!apply && !unformatted.isEmpty())) {
            System.err.println("Run build/format, look at the difference, commit.");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        // Modules may have modules of their own.
        try (Stream<Path> modules = Files.find(root, 2, (file, attributes) -> attributes.isDirectory())) {
            List<Path> folders = Stream.concat(
                            modules.flatMap(module -> SOURCE_FOLDERS.stream().map(module::resolve)),
                            Stream.of(root.resolve("build/checks")))
                    .filter(Files::isDirectory)
                    .toList();
            return folders.stream().flatMap(FormatSources::javaFiles).toList();
        }
    }

    private static Stream<Path> javaFiles(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
