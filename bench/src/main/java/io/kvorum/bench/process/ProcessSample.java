package io.kvorum.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process has used since it started. Of Linux; elsewhere there is none.
 *
 * @param cpuSeconds in user and system mode, of all its threads
 * @param rssBytes memory that is resident now
 * @param writeBytes that it caused to be sent to disk, as the system accounts page cache writes; 0 if this may not be read
 */
public record ProcessSample(double cpuSeconds, long rssBytes, long writeBytes) {
    /** Linux gives times to user space in hundredths of a second on every platform that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int FIELD_STATE = 3;
    private static final int FIELD_USER_TICKS = 14;
    private static final int FIELD_SYSTEM_TICKS = 15;

    /** Empty if there is no such process, or no {@code /proc}. */
    public static Optional<ProcessSample> of(long pid) {
        return read(Path.of("/proc", Long.toString(pid)));
    }

    /** Of the process that this runs in. */
    public static Optional<ProcessSample> self() {
        return of(ProcessHandle.current().pid());
    }

    /** What was used since an earlier sample of the same process; the resident memory as it is now. */
    public ProcessSample since(ProcessSample earlier) {
        return new ProcessSample(cpuSeconds - earlier.cpuSeconds, rssBytes, writeBytes - earlier.writeBytes);
    }

    static Optional<ProcessSample> read(Path folder) {
        try {
            String stat = Files.readString(folder.resolve("stat"));
            // The command's name is in brackets and may hold anything, also blanks.
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            double ticks = Long.parseLong(fields[FIELD_USER_TICKS - FIELD_STATE])
                    + Long.parseLong(fields[FIELD_SYSTEM_TICKS - FIELD_STATE]);
            long rssKib = number(folder.resolve("status"), "VmRSS:");
            return Optional.of(new ProcessSample(ticks / TICKS_PER_SECOND, rssKib * 1_024, writeBytes(folder)));
        } catch (IOException | NumberFormatException | IndexOutOfBoundsException gone) {
            return Optional.empty();
        }
    }

    private static long writeBytes(Path folder) {
        try {
            return number(folder.resolve("io"), "write_bytes:");
        } catch (IOException notAllowed) {
            return 0;
        }
    }

    /** The first number of the line that begins with the label; 0 if there is none. */
    private static long number(Path file, String label) throws IOException {
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith(label)) {
                return Long.parseLong(line.substring(label.length()).strip().split(" ")[0]);
            }
        }
        return 0;
    }
}
