package io.kvorum.bench.guard;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A tree of Kvorum's sources that can be built and started; one of a git reference is a worktree, which closing removes. */
public final class Checkout implements AutoCloseable {
    /** The parts that measure: they come from the program that runs, whatever is measured. */
    private static final Pattern INSTRUMENT = Pattern.compile("kvorum-(cli|bench|jepsen-harness)-.*\\.jar");

    private static final Pattern OWN = Pattern.compile("kvorum-.*\\.jar");
    private static final Path TARGET = Path.of("cli", "target", "quick");
    private static final long KILL_AFTER_SECONDS = 60;

    private final String name;
    private final Path folder;
    private final Path repository;
    private final boolean temporary;

    private Checkout(String name, Path folder, Path repository, boolean temporary) {
        this.name = name;
        this.folder = folder;
        this.repository = repository;
        this.temporary = temporary;
    }

    /**
     * A folder as it is, or a worktree of a git reference.
     *
     * @param repository where references are looked up
     * @param worktrees where a worktree is made
     * @throws IllegalArgumentException if it is neither
     */
    public static Checkout of(String folderOrReference, Path repository, Path worktrees)
            throws IOException, InterruptedException {
        Path folder = Path.of(folderOrReference);
        if (Files.isRegularFile(folder.resolve("kvctl"))) {
            return new Checkout(folderOrReference, folder.toAbsolutePath().normalize(), repository, false);
        }
        Path worktree = Files.createTempDirectory(worktrees, "kvorum-guard-");
        Path log = worktree.resolveSibling(worktree.getFileName() + ".git.log");
        int code = run(
                repository, List.of("git", "worktree", "add", "--detach", worktree.toString(), folderOrReference), log);
        String said = Files.readString(log).strip();
        Files.delete(log);
        if (code != 0) {
            Files.delete(worktree);
            throw new IllegalArgumentException("'" + folderOrReference
                    + "' is neither a folder with kvctl in it nor a git reference of " + repository + ": " + said);
        }
        return new Checkout(folderOrReference, worktree, repository, true);
    }

    public String name() {
        return name;
    }

    public Path folder() {
        return folder;
    }

    /** Builds what is older than its sources, by the checkout's own launcher. */
    public void build(Path log) throws IOException, InterruptedException {
        int code = run(folder, List.of(folder.resolve("kvctl").toString(), "version"), log);
        if (code != 0) {
            throw new IllegalStateException(folder + " cannot be built; see " + log);
        }
    }

    /**
     * The class path of a measurement of this checkout: the instrument of the running program, then the checkout's nodes,
     * client and libraries, then the libraries of the running program, for what the instrument needs beyond.
     *
     * @param running the class path of the running program
     */
    public String classPath(String running) throws IOException {
        List<String> entries = new ArrayList<>();
        List<String> ownLibraries = new ArrayList<>();
        for (String entry : running.split(File.pathSeparator)) {
            String file = Path.of(entry).getFileName().toString();
            if (INSTRUMENT.matcher(file).matches()) {
                entries.add(entry);
            } else if (!OWN.matcher(file).matches()) {
                ownLibraries.add(entry);
            }
        }
        if (entries.size() < 3) {
            throw new IllegalStateException("the guard runs from jars only: start it by ./kvctl");
        }
        Path list = folder.resolve(TARGET).resolve("kvctl.classpath");
        for (String entry : Files.readString(list).strip().split(File.pathSeparator)) {
            if (!INSTRUMENT.matcher(Path.of(entry).getFileName().toString()).matches()) {
                entries.add(entry);
            }
        }
        entries.addAll(ownLibraries);
        return String.join(File.pathSeparator, entries);
    }

    /** Runs a command to its end; an interrupt asks it to end, and waits for that. */
    public static int run(Path folder, List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .redirectInput(new File("/dev/null"))
                .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            if (!process.waitFor(KILL_AFTER_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            throw e;
        }
    }

    /** Removes the worktree. */
    @Override
    public void close() throws IOException {
        if (!temporary) {
            return;
        }
        Process remove = new ProcessBuilder("git", "worktree", "remove", "--force", folder.toString())
                .directory(repository.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean interrupted = false;
        while (true) {
            try {
                remove.waitFor();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The last lines of a file, for a message. */
    public static String tail(Path log, int lines) throws IOException {
        try (Stream<String> all = Files.lines(log)) {
            String[] texts = all.toArray(String[]::new);
            return String.join("\n", Arrays.asList(texts).subList(Math.max(0, texts.length - lines), texts.length));
        }
    }
}
