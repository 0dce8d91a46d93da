import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Holds the sources, tests included, to the project's sizes: 400 lines in a file, 60 in a method, 7 parameters (a record's components
 * are not counted).
 *
 * <p>{@code build/size-exceptions.txt} lists what may be larger, with the size that it may have and a reason. The list only
 * shrinks: a listed place that grew fails, and so does an entry that is no longer needed.
 *
 * <p>Argument: the project's directory. Exit code 1 when a limit is broken.
 */
class SizeLimits {

    private enum Kind {
        FILE("file", 400, "lines"),
        METHOD("method", 60, "lines"),
        PARAMETERS("parameters", 7, "parameters");

        private final String word;
        private final int limit;
        private final String unit;

        Kind(String word, int limit, String unit) {
            this.word = word;
            this.limit = limit;
            this.unit = unit;
        }
    }

    private static final List<String> SOURCE_FOLDERS = List.of("src/main/java", "src/test/java");

    private record Allowance(String line, int size) {}

    private final Path root;
    private final Map<String, Integer> tooLarge = new TreeMap<>();

    private SizeLimits(Path root) {
        this.root = root;
    }

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        SizeLimits limits = new SizeLimits(root);
        limits.measure();
        List<String> errors = limits.compareWith(exceptions(root.resolve("build/size-exceptions.txt")));
        errors.forEach(System.err::println);
        if (!errors.isEmpty()) {
            System.err.println("Split what is too large: a file has one responsibility, a method one thought.");
            System.exit(1);
        }
    }

    private void measure() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<Path> sources = sources();
            if (sources.isEmpty()) {
                return;
            }
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    problem -> {},
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                String path = root.relativize(Path.of(unit.getSourceFile().toUri()))
                        .toString()
                        .replace('\\', '/');
                try (Stream<String> lines = Files.lines(root.resolve(path))) {
                    note(Kind.FILE, path, (int) lines.count());
                }
                new Measure(path, unit, positions).scan(unit, null);
            }
        }
    }

    private List<Path> sources() throws IOException {
        List<Path> found = new ArrayList<>();
        // Modules may have modules of their own.
        try (Stream<Path> modules = Files.find(root, 2, (file, attributes) -> attributes.isDirectory())) {
            for (Path module : modules.sorted().toList()) {
                for (String folder : SOURCE_FOLDERS) {
                    addSources(module.resolve(folder), found);
                }
            }
        }
        return found;
    }

    private static void addSources(Path folder, List<Path> found) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).sorted().forEach(found::add);
            }
        }
    }

    private void note(Kind kind, String place, int size) {
        if (size > kind.limit) {
            // Overloads share a name: the largest speaks for them.
            tooLarge.merge(kind.word + " " + place, size, Math::max);
        }
    }

    private List<String> compareWith(Map<String, Allowance> exceptions) {
        List<String> errors = new ArrayList<>();
        tooLarge.forEach((place, size) -> {
            Kind kind = kindOf(place);
            Allowance exception = exceptions.get(place);
            if (exception == null) {
                errors.add("Too large: %s has %d %s, the limit is %d.".formatted(place, size, kind.unit, kind.limit));
            } else if (size > exception.size) {
                errors.add("Grew: %s has %d %s, its exception allows %d."
                        .formatted(place, size, kind.unit, exception.size));
            }
        });
        exceptions.forEach((place, exception) -> {
            if (!tooLarge.containsKey(place)) {
                errors.add("No longer needed, remove it from build/size-exceptions.txt: " + exception.line);
            }
        });
        return errors;
    }

    private static Kind kindOf(String place) {
        return Stream.of(Kind.values())
                .filter(kind -> place.startsWith(kind.word + " "))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Allowance> exceptions(Path list) throws IOException {
        Map<String, Allowance> found = new LinkedHashMap<>();
        for (String line : Files.readAllLines(list)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.trim().split("\\s+", 4);
            if (words.length < 4) {
                throw new IllegalArgumentException("Expected 'kind place size reason': " + line);
            }
            found.put(words[0] + " " + words[1], new Allowance(line, Integer.parseInt(words[2])));
        }
        return found;
    }

    private final class Measure extends TreeScanner<Void, Void> {

        private final String path;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private boolean inRecord;

        Measure(String path, CompilationUnitTree unit, SourcePositions positions) {
            this.path = path;
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            boolean outer = inRecord;
            inRecord = tree.getKind() == Tree.Kind.RECORD;
            super.visitClass(tree, nothing);
            inRecord = outer;
            return null;
        }

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            String place = path + "#" + method.getName();
            boolean canonical = inRecord && method.getReturnType() == null;
            if (!canonical) {
                note(Kind.PARAMETERS, place, method.getParameters().size());
            }
            BlockTree body = method.getBody();
            if (body != null) {
                LineMap lines = unit.getLineMap();
                long first = lines.getLineNumber(positions.getStartPosition(unit, body));
                long last = lines.getLineNumber(positions.getEndPosition(unit, body));
                note(Kind.METHOD, place, (int) (last - first + 1));
            }
            return super.visitMethod(method, nothing);
        }
    }
}
