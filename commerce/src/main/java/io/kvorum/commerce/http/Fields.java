package io.kvorum.commerce.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.kvorum.commerce.http.Problem.Kind;
import io.kvorum.commerce.money.Money;
import io.kvorum.crdt.codec.Bytes;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A JSON object of a request, read strictly: each method says what a field must be, and {@link #end} that there are no others. Whatever is wrong is
 * said with the place where it is. Not thread-safe.
 */
public final class Fields {
    private final JsonNode object;
    private final String place;
    private final Set<String> known = new HashSet<>();

    private Fields(JsonNode object, String place) {
        if (!object.isObject()) {
            throw bad((place.isEmpty() ? "the body" : place) + " is not a JSON object");
        }
        this.object = object;
        this.place = place;
    }

    /** @throws ProblemException 400 if the bytes are no JSON object */
    public static Fields of(Bytes body) {
        try {
            return new Fields(Json.read(body), "");
        } catch (UncheckedIOException e) {
            throw bad("the body is not JSON: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static ProblemException bad(String detail) {
        return new ProblemException(Kind.BAD_REQUEST, detail);
    }

    private String place(String name) {
        return place.isEmpty() ? name : place + "." + name;
    }

    private JsonNode field(String name) {
        known.add(name);
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            throw bad("field '" + place(name) + "' is missing");
        }
        return value;
    }

    /** Whether it is there. */
    public boolean has(String name) {
        JsonNode value = object.get(name);
        return value != null && !value.isNull();
    }

    /** A name of something. */
    public String name(String name, Pattern allowed) {
        JsonNode value = field(name);
        if (!value.isTextual() || !allowed.matcher(value.textValue()).matches()) {
            throw bad("field '" + place(name) + "' is not a name as " + allowed + " says");
        }
        return value.textValue();
    }

    /** Any text without control characters. @param most characters */
    public String text(String name, int most) {
        JsonNode value = field(name);
        if (!value.isTextual()) {
            throw bad("field '" + place(name) + "' is not a text");
        }
        String text = value.textValue();
        if (text.isBlank() || text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
            throw bad("field '" + place(name) + "' has from 1 to " + most + " characters, none of them for control");
        }
        return text;
    }

    /** A whole number. Fractions are refused also if they are zero. */
    public long number(String name, long least, long most) {
        JsonNode value = field(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw bad("field '" + place(name) + "' is not a whole number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** An amount of money that is more than nothing: its currency, and its minor units. */
    public Money money(String name) {
        Fields amount = object(name);
        String currency = amount.currency("currency");
        long minor = amount.number("minor", 1, Money.MOST_MINOR);
        amount.end();
        return new Money(currency, minor);
    }

    public String currency(String name) {
        JsonNode value = field(name);
        try {
            Money.checkCurrency(value.isTextual() ? value.textValue() : "");
            return value.textValue();
        } catch (IllegalArgumentException e) {
            throw bad("field '" + place(name) + "' is not the code of a currency");
        }
    }

    public Fields object(String name) {
        return new Fields(field(name), place(name));
    }

    /** @param most so many elements, at least 1 */
    public List<Fields> list(String name, int most) {
        JsonNode value = field(name);
        if (!value.isArray() || value.isEmpty() || value.size() > most) {
            throw bad("field '" + place(name) + "' is not a list of 1 to " + most + " elements");
        }
        List<Fields> elements = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            elements.add(new Fields(value.get(i), place(name) + "[" + i + "]"));
        }
        return elements;
    }

    /** There is nothing else. A field that nobody looks at is a mistake of who has sent it. */
    public void end() {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                throw bad("field '" + place(shown(name)) + "' is not known");
            }
        }
    }

    private static String shown(String name) {
        return name.substring(0, Math.min(name.length(), 64));
    }
}
