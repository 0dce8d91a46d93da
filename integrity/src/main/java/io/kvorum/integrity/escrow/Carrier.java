package io.kvorum.integrity.escrow;

import io.kvorum.client.KvorumException;
import io.kvorum.integrity.record.EscrowTransfer;
import io.kvorum.integrity.tag.TagFull;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Carries transfers from region to region: debit, credit, forget, each one write, in this order. Between any two of them the process may die;
 * whoever comes next finds in the source what is left to be done, and doing it twice changes nothing.
 */
record Carrier(SortedMap<String, Region> regions) {
    /** Begins a transfer, and carries all between the two regions on, as far as they can be reached. */
    Transfer transfer(String key, Region from, Change.Send send, Optional<String> id) {
        Region.Made made = from.make(key, send, id);
        boolean arrived;
        try {
            arrived = carry(key, from, made.after(), send.to()) >= made.sequence();
        } catch (KvorumException | TagFull e) {
            // It is under way: whoever carries on next finds it.
            arrived = false;
        }
        return new Transfer(from.name(), send.to(), made.sequence(), send.amount(), arrived);
    }

    /**
     * Carries on what is on its way from one region to another one.
     *
     * @param source as it was at some time
     * @return all transfers up to this number have arrived
     * @throws KvorumException if one of the two does not answer; what has not arrived arrives later
     */
    private long carry(String key, Region from, Share source, String to) {
        List<EscrowTransfer> pending = source.to(to).getPendingList();
        Region target = regions.get(to);
        if (pending.isEmpty()) {
            return source.to(to).getSequence();
        }
        if (target == null) {
            return pending.get(0).getSequence() - 1;
        }
        long arrived = target.receive(key, from.name(), pending);
        try {
            from.forget(key, to, arrived);
        } catch (KvorumException | TagFull e) {
            // It has arrived all the same, and is forgotten by whoever carries on next.
        }
        return arrived;
    }

    /** Carries on all that is on its way from one region. */
    List<Transfer> carryFrom(String key, Region from, Share source) {
        List<Transfer> transfers = new ArrayList<>();
        source.record().getOutgoingMap().forEach((to, lane) -> {
            if (lane.getPendingCount() == 0) {
                return;
            }
            long arrived;
            try {
                arrived = carry(key, from, source, to);
            } catch (KvorumException | TagFull e) {
                arrived = lane.getPending(0).getSequence() - 1;
            }
            for (EscrowTransfer transfer : lane.getPendingList()) {
                transfers.add(new Transfer(
                        from.name(),
                        to,
                        transfer.getSequence(),
                        transfer.getAmount(),
                        transfer.getSequence() <= arrived));
            }
        });
        return transfers;
    }

    /** Carries on all that is on its way, from those regions that can be reached. */
    List<Transfer> carryOn(String key) {
        List<Transfer> transfers = new ArrayList<>();
        for (Region region : regions.values()) {
            try {
                region.read(key).ifPresent(share -> transfers.addAll(carryFrom(key, region, share)));
            } catch (KvorumException e) {
                // What is on its way from there goes on when it can be reached.
            }
        }
        return transfers;
    }
}
