package io.kvorum.harness.sim;

import static io.kvorum.harness.sim.Fingerprints.mixed;

import io.kvorum.replication.message.PeerMessage;

/** Numbers for the messages of registers, as in {@link Fingerprints}. */
final class RegisterFingerprints {
    private RegisterFingerprints() {}

    static long of(PeerMessage.PrepareRegister m) {
        return 26
                + 31
                        * mixed(
                                m.request(),
                                Fingerprints.of(m.register()),
                                m.ballot().hashCode());
    }

    static long of(PeerMessage.AcceptRegister m) {
        return 27 + 31 * mixed(m.request(), m.value().version(), m.ballot().hashCode());
    }

    static long of(PeerMessage.ReadRegister m) {
        return 28 + 31 * mixed(m.request(), Fingerprints.of(m.register()), m.epoch());
    }

    static long of(PeerMessage.RegisterAnswer m) {
        long ballots = 31L * m.promised().hashCode() + m.accepted().hashCode();
        return 29 + 31 * mixed(m.request(), m.verdict().ordinal(), ballots);
    }

    static long of(PeerMessage.RegisterPageRequest m) {
        return 30 + 31 * mixed(m.round(), m.epoch(), m.from().hashCode());
    }

    static long of(PeerMessage.RegisterPage m) {
        return 31 + 31 * mixed(m.round(), m.epoch(), m.registers().size());
    }

    static long of(PeerMessage.CompareRegisters m) {
        return 33 + 31 * mixed(m.request(), m.epoch(), m.registers().size());
    }

    static long of(PeerMessage.RegistersCompared m) {
        return 34
                + 31
                        * mixed(
                                m.request(),
                                m.verdict().ordinal(),
                                m.registers().stream()
                                        .mapToLong(report -> report.hashCode())
                                        .sum());
    }

    static long of(PeerMessage.DropTombstones m) {
        return 35 + 31 * mixed(m.partition(), m.epoch(), m.tombstones().size());
    }

    static long of(PeerMessage.ShowRegister m) {
        return 40 + 31 * mixed(m.request(), Fingerprints.of(m.register()), m.epoch());
    }

    static long of(PeerMessage.RegisterShown m) {
        return 41
                + 31
                        * mixed(
                                m.request(),
                                m.view().version(),
                                m.view().accepted().hashCode());
    }
}
