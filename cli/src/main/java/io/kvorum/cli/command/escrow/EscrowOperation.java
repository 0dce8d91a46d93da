package io.kvorum.cli.command.escrow;

import io.kvorum.cli.Cli;
import io.kvorum.cli.Cluster;
import io.kvorum.cli.Exit;
import io.kvorum.cli.Failure;
import io.kvorum.cli.command.CliCommand;
import io.kvorum.client.OutcomeUnknown;
import io.kvorum.integrity.escrow.DamagedShare;
import io.kvorum.integrity.escrow.Escrow;
import io.kvorum.integrity.escrow.EscrowRefused;
import io.kvorum.integrity.escrow.InsufficientRights;
import io.kvorum.integrity.escrow.MoreThanSpent;
import io.kvorum.integrity.escrow.RequestReused;
import io.kvorum.integrity.escrow.TooManyRights;
import io.kvorum.integrity.escrow.TooManyTransfers;
import io.kvorum.integrity.tag.TagFull;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** What the commands about one key of an escrow share. */
abstract class EscrowOperation extends CliCommand {
    @Mixin
    private EscrowOption escrow = new EscrowOption();

    @Parameters(
            index = "0",
            paramLabel = "KEY",
            description = "What is spent: letters, digits and . _ : ~ -, from 1 to 128.")
    private String key = "";

    EscrowOperation(Cli cli) {
        super(cli);
    }

    abstract Exit run(Escrow escrow);

    /** The region whose rights are meant; empty: not said. */
    Optional<String> home() {
        return Optional.empty();
    }

    /** Whether it does anything in one region alone. */
    boolean needsHome() {
        return false;
    }

    /** What to do if the outcome is not known. */
    String ifUnknown() {
        return showNext();
    }

    final String key() {
        return key;
    }

    final String showNext() {
        return "'kvctl crdt escrow show -b " + escrow.name() + " " + key + "' tells what is there now";
    }

    /** What every answer begins with. */
    final Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("escrow", escrow.name());
        fields.put("key", key);
        return fields;
    }

    @Override
    protected final Exit run() {
        try (Cluster cluster = cli.connect()) {
            return run(new EscrowBuckets(cluster, escrow.name()).escrow(home(), needsHome()));
        } catch (EscrowRefused e) {
            throw new Failure(Exit.CONFLICT, code(e), text(e), Failure.Data.NONE_TOUCHED, next(e));
        } catch (TagFull e) {
            throw new Failure(Exit.UNAVAILABLE, "OVERLOADED", text(e), Failure.Data.NONE_TOUCHED, "try again later");
        } catch (DamagedShare e) {
            throw new Failure(
                    Exit.UNHEALTHY,
                    "DAMAGED",
                    text(e),
                    Failure.Data.NOT_CONCERNED,
                    "find out what was done to the bucket of that region");
        } catch (OutcomeUnknown e) {
            throw new Failure(Exit.UNKNOWN, "OUTCOME_UNKNOWN", text(e), Failure.Data.UNKNOWN, ifUnknown());
        }
    }

    private static String text(RuntimeException e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    private static String code(EscrowRefused refused) {
        return switch (refused) {
            case InsufficientRights rights -> "INSUFFICIENT_RIGHTS";
            case MoreThanSpent spent -> "MORE_THAN_SPENT";
            case TooManyRights rights -> "TOO_MANY_RIGHTS";
            case TooManyTransfers transfers -> "TOO_MANY_TRANSFERS";
            case RequestReused reused -> "REQUEST_REUSED";
        };
    }

    private String next(EscrowRefused refused) {
        return switch (refused) {
            case InsufficientRights rights -> showNext() + "; 'spend --fetch' fetches what other regions have";
            case MoreThanSpent spent -> showNext();
            case TooManyRights rights -> showNext();
            case TooManyTransfers transfers -> "'kvctl crdt escrow carry-on' when the other regions can be reached";
            case RequestReused reused -> "give a new request a new --id";
        };
    }
}
