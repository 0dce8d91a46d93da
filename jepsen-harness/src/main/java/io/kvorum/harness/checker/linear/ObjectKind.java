package io.kvorum.harness.checker.linear;

import io.kvorum.harness.checker.history.Operation;
import java.util.List;

/** What kind of object a history is of. */
public enum ObjectKind {
    /** get, put, delete. */
    REGISTER,
    /** The same with conditional writes and versions: a key of a strong bucket. */
    CAS,
    /** add, remove, contains, get. */
    SET,
    /** increment, get. */
    COUNTER;

    Model<?> model(List<Operation> history) {
        return switch (this) {
            case REGISTER -> new RegisterModel();
            case CAS -> new CasModel();
            case SET -> SetModel.of(history);
            case COUNTER -> CounterModel.of(history);
        };
    }
}
