package io.kvorum.cli.command.check;

import io.kvorum.harness.checker.eventual.EventualViolation;
import io.kvorum.harness.checker.history.Operation;
import io.kvorum.harness.checker.picture.Chart;
import io.kvorum.harness.checker.session.SessionViolation;
import java.util.List;
import java.util.Optional;

/**
 * A promise about an eventual key that was not kept.
 *
 * @param read the answer that breaks it
 */
record Broken(String key, String guarantee, String text, Operation read, List<Operation> evidence) {
    static Broken of(SessionViolation violation) {
        return new Broken(
                violation.key(),
                violation.guarantee().toString(),
                violation.text(),
                violation.read(),
                violation.evidence());
    }

    static Broken of(EventualViolation violation) {
        return new Broken(
                violation.key(), violation.kind().toString(), violation.text(), violation.read(), violation.evidence());
    }

    Chart chart() {
        return new Chart(
                "Key " + key + " breaks: " + guarantee,
                evidence,
                Optional.of(read),
                "this answer breaks the promise",
                List.of(),
                List.of(text + "."));
    }
}
