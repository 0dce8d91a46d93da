package io.kvorum.commerce.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final Money EURO = new Money("EUR", 100);

    @ParameterizedTest
    @ValueSource(strings = {"", "eur", "EURO", "ABC", "XAU", "XXX", "€"})
    void whatIsNoCurrencyIsRefused(String code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Money(code, 1))
                .withMessageContaining(code);
    }

    @Test
    void currenciesAreNeverMixed() {
        Money dollars = new Money("USD", 100);
        assertThatIllegalArgumentException().isThrownBy(() -> EURO.plus(dollars));
        assertThatIllegalArgumentException().isThrownBy(() -> EURO.minus(dollars));
        assertThatIllegalArgumentException().isThrownBy(() -> EURO.compareTo(dollars));
    }

    @Test
    void aSumThatDoesNotFitIsNoNumber() {
        Money most = new Money("EUR", Money.MOST_MINOR);
        assertThatIllegalArgumentException().isThrownBy(() -> most.plus(new Money("EUR", 1)));
        assertThatIllegalArgumentException().isThrownBy(() -> most.times(2));
        assertThatIllegalArgumentException().isThrownBy(() -> most.times(Long.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> new Money("EUR", Long.MIN_VALUE));
        assertThat(most.minus(most)).isEqualTo(Money.zero("EUR"));
    }

    @Test
    void sumsAreExact() {
        assertThat(EURO.times(3).plus(new Money("EUR", 1))).isEqualTo(new Money("EUR", 301));
        assertThat(EURO.minus(new Money("EUR", 101)).isPositive()).isFalse();
        assertThat(EURO).isGreaterThan(new Money("EUR", 99));
    }
}
