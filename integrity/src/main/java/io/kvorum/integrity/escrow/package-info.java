/**
 * Escrow: a bounded amount (vouchers, quotas, tickets) that several regions spend while they are cut off from each other, and that is never
 * overspent.
 *
 * <p>Of each key every region has a share: rights, which it can spend, and nobody else can. A share is one tag of a strong bucket that is placed
 * in its region; so to spend is one compare-and-set that a majority of that region's replicas acknowledge. It needs no other region. Rights belong to
 * a region and not to a node: a node or a disk that is lost takes none along.
 *
 * <p>Rights go to where they are needed by a {@link io.kvorum.integrity.escrow.Transfer}: they leave the one share by one write, which numbers it; they
 * arrive in the other one by another write, which notes the number; then the first one forgets it. They leave before they arrive, so at no
 * instant more can be spent than was allocated. Between the writes processes may die, and messages may be lost, late or
 * repeated: {@link io.kvorum.integrity.escrow.Escrow#carryOn} by anybody goes on, and a number that was noted is passed.
 *
 * <pre>{@code
 * client.admin().createBucket("vouchers-eu", Map.of("kind", "strong", "placement", "eu=3"));
 * client.admin().createBucket("vouchers-us", Map.of("kind", "strong", "placement", "us=3"));
 * Escrow vouchers = Escrow.of(client, "vouchers", "eu", Set.of("eu", "us"));     // this process spends what eu has
 * vouchers.allocate("spring", "eu", 600);
 * vouchers.allocate("spring", "us", 400);
 * try {
 *     vouchers.spend("spring", 1, RequestOptions.DEFAULT.id(orderId));           // once, also if it is asked for again
 * } catch (InsufficientRights e) {
 *     soldOut(e.local(), e.total());
 * }
 * vouchers.giveBack("spring", 1);
 * vouchers.transfer("spring", "eu", "us", 100);
 * try (EscrowBalancer balancer = new EscrowBalancer(
 *         new Balancing(vouchers, BalancePolicy.DEFAULT), () -> List.of("spring"), Duration.ofSeconds(10), moved -> log(moved))) {
 *     awaitShutdown();
 * }
 * }</pre>
 *
 * <p>See O'Neil, <em>The Escrow Transactional Method</em> (1986); Balegas and others, <em>Extending Eventually Consistent Cloud Databases for
 * Enforcing Numeric Invariants</em> (2015), whose rights belong to replicas.
 */
@NullMarked
package io.kvorum.integrity.escrow;

import org.jspecify.annotations.NullMarked;
