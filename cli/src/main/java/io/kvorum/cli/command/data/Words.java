package io.kvorum.cli.command.data;

import io.kvorum.cli.Failure;
import io.kvorum.crdt.codec.Bytes;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keys and values on the command line: text is taken as UTF-8, {@code base64:...} as the bytes that it encodes. */
public final class Words {
    private static final Pattern BASE64 = Pattern.compile("base64:(.*)", Pattern.DOTALL);

    private Words() {}

    public static Bytes bytes(String word) {
        Matcher matcher = BASE64.matcher(word);
        if (!matcher.matches()) {
            return Bytes.ofUtf8(word);
        }
        try {
            return Bytes.of(Base64.getDecoder().decode(matcher.group(1)));
        } catch (IllegalArgumentException e) {
            throw Failure.usage(
                    "'" + word + "' is not base64", "text that begins with base64: is to be encoded itself");
        }
    }

    /** What {@link #bytes} reads, for people. */
    public static String text(Bytes bytes) {
        return io.kvorum.cli.output.Json.text(bytes.array())
                .filter(text -> !text.startsWith("base64:"))
                .orElseGet(() -> "base64:" + Base64.getEncoder().encodeToString(bytes.array()));
    }
}
