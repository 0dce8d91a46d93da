package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Exit;
import io.kvorum.integrity.escrow.BalancePolicy;
import io.kvorum.integrity.escrow.Balancing;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.RequestOptions;
import io.kvorum.integrity.escrow.Rights;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kvctl crdt escrow}. */
@Command(
        name = "escrow",
        description = "Bounded amounts that several regions spend while they are cut off from each other; see"
                + " docs/escrow.md.",
        footer = {
            "",
            "Each region has rights of its own, and spends them without asking another one. What is spent is never more"
                    + " than was",
            "allocated. Rights move between regions by transfers.",
            "",
            "Examples:",
            "  kvctl crdt escrow create vouchers",
            "  kvctl crdt escrow allocate -b vouchers spring 1000 --region eu",
            "  kvctl crdt escrow transfer -b vouchers spring 400 --from eu --to us",
            "  kvctl crdt escrow spend -b vouchers spring --region us --id order-17",
            "  kvctl crdt escrow show -b vouchers spring"
        })
public final class EscrowCommand {
    private EscrowCommand() {}

    /** The command with those below it. */
    public static CommandLine of(Cli cli) {
        return new CommandLine(new EscrowCommand())
                .addSubcommand(new EscrowCreate(cli))
                .addSubcommand(new Allocate(cli))
                .addSubcommand(new Spend(cli))
                .addSubcommand(new Return(cli))
                .addSubcommand(new Retire(cli))
                .addSubcommand(new EscrowTransfer(cli))
                .addSubcommand(new CarryOn(cli))
                .addSubcommand(new EscrowShow(cli))
                .addSubcommand(new Balance(cli));
    }

    @Command(name = "allocate", description = "Bring rights into the world; prints what the region has then.")
    static final class Allocate extends RightsChange {
        Allocate(Cli cli) {
            super(cli);
        }

        @Override
        Rights change(Escrow escrow, long howMany, RequestOptions request) {
            return escrow.allocate(key(), escrow.home(), howMany, request);
        }
    }

    @Command(
            name = "spend",
            description = "Spend rights of a region; prints what it has left.",
            footer = {
                "",
                "If it has not enough nothing is spent, and the exit code is 4. Without --id, a command whose outcome"
                        + " is unknown",
                "(6) must not simply be repeated.",
                "",
                "Examples:",
                "  kvctl crdt escrow spend -b vouchers spring --region us --id order-17",
                "  kvctl crdt escrow spend -b vouchers spring 5 --region us --fetch"
            })
    static final class Spend extends RightsChange {
        @Option(names = "--fetch", description = "What is lacking is fetched from regions that can be reached.")
        private boolean fetch;

        Spend(Cli cli) {
            super(cli);
        }

        @Override
        Rights change(Escrow escrow, long howMany, RequestOptions request) {
            return escrow.spend(key(), howMany, request.fetch(fetch));
        }
    }

    @Command(name = "return", description = "Give back what was spent in a region; prints what it has left.")
    static final class Return extends RightsChange {
        Return(Cli cli) {
            super(cli);
        }

        @Override
        Rights change(Escrow escrow, long howMany, RequestOptions request) {
            return escrow.giveBack(key(), howMany, request);
        }
    }

    @Command(
            name = "retire",
            description = "Take rights of a region out of the world that are not spent; prints what it has left.")
    static final class Retire extends RightsChange {
        Retire(Cli cli) {
            super(cli);
        }

        @Override
        Rights change(Escrow escrow, long howMany, RequestOptions request) {
            return escrow.retire(key(), escrow.home(), howMany, request);
        }
    }

    @Command(name = "carry-on", description = "Let arrive what is on its way, as far as regions can be reached.")
    static final class CarryOn extends EscrowOperation {
        CarryOn(Cli cli) {
            super(cli);
        }

        @Override
        Exit run(Escrow escrow) {
            cli.console().show(TransfersView.of(escrow.carryOn(key()), fields()));
            return Exit.OK;
        }
    }

    @Command(
            name = "balance",
            description = "Move rights to where they are spent, once; prints the transfers.",
            footer = {
                "",
                "Each region gets its part of what is left, by what it has spent in all, and an even part whoever"
                        + " spends. Services",
                "do that again and again, by what was spent of late: EscrowBalancer."
            })
    static final class Balance extends EscrowOperation {
        @Option(
                names = "--even",
                paramLabel = "PERCENT",
                description = "So much of what is left is spread evenly. Default: 20.")
        private int even = BalancePolicy.DEFAULT.evenPercent();

        @Option(
                names = "--tolerance",
                paramLabel = "PERCENT",
                description = "So much less than its part a region may have. Default: 20.")
        private int tolerance = BalancePolicy.DEFAULT.tolerancePercent();

        Balance(Cli cli) {
            super(cli);
        }

        @Override
        Exit run(Escrow escrow) {
            BalancePolicy policy = BalancePolicy.DEFAULT.evenPercent(even).tolerancePercent(tolerance);
            cli.console().show(TransfersView.of(new Balancing(escrow, policy).balance(key()), fields()));
            return Exit.OK;
        }
    }
}
