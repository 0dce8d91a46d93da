package io.kvorum.commerce.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.kvorum.commerce.domain.Names;
import io.kvorum.commerce.money.Money;
import io.kvorum.crdt.codec.Bytes;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldsTest {
    private static Fields of(String json) {
        return Fields.of(Bytes.ofUtf8(json));
    }

    private static void isBad(String json, Consumer<Fields> reading, String said) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> reading.accept(of(json)))
                .withMessageContaining(said)
                .satisfies(bad -> assertThat(bad.problem().kind()).isEqualTo(Problem.Kind.BAD_REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "17", "null", "{}{}", "{\"a\":1,\"a\":2}", "{\"a\":", "not json"})
    void whatIsNoObjectIsRefused(String json) {
        isBad(json, Fields::end, "");
    }

    @Test
    void nothingIsTakenFromADeepNest() {
        isBad("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}", Fields::end, "not JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.5", "1e3", "\"1\"", "-1", "0", "11", "99999999999999999999", "true", "null"})
    void numbersAreWholeAndInBounds(String value) {
        isBad("{\"n\":" + value + "}", fields -> fields.number("n", 1, 10), "n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"currency\":\"EUR\",\"minor\":0}",
                "{\"currency\":\"EUR\",\"minor\":-5}",
                "{\"currency\":\"EUR\",\"minor\":0.5}",
                "{\"currency\":\"EUR\",\"minor\":1000000000000001}",
                "{\"currency\":\"DOUBLOON\",\"minor\":5}",
                "{\"currency\":5,\"minor\":5}",
                "{\"minor\":5}",
                "{\"currency\":\"EUR\",\"minor\":5,\"tip\":1}",
                "5"
            })
    void moneyIsACurrencyAndAPositiveWholeAmount(String amount) {
        isBad("{\"amount\":" + amount + "}", fields -> fields.money("amount"), "amount");
    }

    @Test
    void whatNobodyKnowsIsRefusedWithItsPlace() {
        isBad("{\"a\":{\"b\":1}}", fields -> fields.object("a").end(), "a.b");
        isBad(
                "{\"lines\":[{\"sku\":\"apple\"},{\"sku\":\"no blanks\"}]}",
                fields -> fields.list("lines", 2).forEach(line -> line.name("sku", Names.NAME)),
                "lines[1].sku");
        isBad("{\"lines\":[{},{},{}]}", fields -> fields.list("lines", 2), "lines");
        isBad("{\"t\":\"a\\u0000b\"}", fields -> fields.text("t", 9), "t");
        isBad("{\"t\":\"1234567890\"}", fields -> fields.text("t", 9), "t");
    }

    @Test
    void whatIsAsItShouldBeIsRead() {
        Fields fields =
                of("{\"amount\":{\"currency\":\"EUR\",\"minor\":5},\"sku\":\"apple\",\"n\":7,\"t\":\"für dich\"}");
        assertThat(fields.money("amount")).isEqualTo(new Money("EUR", 5));
        assertThat(fields.name("sku", Names.NAME)).isEqualTo("apple");
        assertThat(fields.number("n", 7, 7)).isEqualTo(7);
        assertThat(fields.text("t", 8)).isEqualTo("für dich");
        fields.end();
    }
}
