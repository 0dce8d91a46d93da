package io.kvorum.cli;

import io.kvorum.crdt.row.WriteId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Write ids as text: session in hexadecimal, sequence, issue time in milliseconds, with dots between. */
public final class WriteIds implements ITypeConverter<WriteId> {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{1,16})\\.(\\d{1,18})\\.(\\d{1,15})");

    public static String text(WriteId id) {
        return Long.toHexString(id.session()) + "." + id.sequence() + "." + id.issuedAtMillis();
    }

    @Override
    public WriteId convert(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new TypeConversionException("'" + text + "' is no write id; kvctl prints them with --receipt");
        }
        return new WriteId(
                Long.parseUnsignedLong(matcher.group(1), 16),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }
}
