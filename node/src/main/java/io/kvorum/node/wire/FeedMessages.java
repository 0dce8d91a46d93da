package io.kvorum.node.wire;

import io.kvorum.protocol.client.FeedPage;
import io.kvorum.protocol.client.ReadFeedRequest;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;

/** Questions and answers of change feeds, between records and protobuf. */
final class FeedMessages {
    private FeedMessages() {}

    static ReadFeedRequest encode(ClientRequest.ReadFeed feed) {
        return ReadFeedRequest.newBuilder()
                .setBucket(feed.bucket())
                .setPartition(feed.partition())
                .setPrefix(Parts.wrap(feed.prefix()))
                .setPosition(Parts.wrap(feed.position()))
                .setSnapshot(feed.snapshot())
                .setAnew(feed.anew())
                .setLimit(feed.limit())
                .setWaitMillis(feed.waitMillis())
                .setEvenIfBehind(feed.evenIfBehind())
                .build();
    }

    static ClientRequest.ReadFeed decode(ReadFeedRequest feed) {
        return new ClientRequest.ReadFeed(
                feed.getBucket(),
                Parts.natural(feed.getPartition(), "partition"),
                Parts.bytes(feed.getPrefix()),
                Parts.bytes(feed.getPosition()),
                feed.getSnapshot(),
                feed.getAnew(),
                Parts.natural(feed.getLimit(), "limit"),
                Parts.natural(feed.getWaitMillis(), "wait"),
                feed.getEvenIfBehind());
    }

    static FeedPage encode(ClientReply.FeedPage page) {
        return FeedPage.newBuilder()
                .addAllChanges(Parts.mapped(page.changes(), FeedMessages::change))
                .addAllRegisters(Parts.mapped(page.registers(), FeedMessages::register))
                .setPosition(Parts.wrap(page.position()))
                .setSnapshot(page.snapshot())
                .setSnapshotEnds(page.snapshotEnds())
                .setMore(page.more())
                .setBehind(page.behind())
                .setAsOfMillis(page.asOfMillis())
                .build();
    }

    private static FeedPage.Change change(ClientReply.FeedChange change) {
        return FeedPage.Change.newBuilder()
                .setKey(Parts.wrap(change.key()))
                .setElement(Parts.wrap(change.sub()))
                .addAllVersions(Parts.mapped(change.versions(), Parts::version))
                .build();
    }

    private static FeedPage.RegisterChange register(ClientReply.RegisterChange change) {
        return FeedPage.RegisterChange.newBuilder()
                .setPlace(Parts.wrap(change.place()))
                .setIsTag(change.isTag())
                .setVersion(change.version())
                .addAllEntries(Parts.mapped(change.entries(), RegisterRequests::entry))
                .setGone(change.isGone())
                .build();
    }

    static ClientReply.FeedPage decode(FeedPage page) {
        return new ClientReply.FeedPage(
                Parts.mapped(
                        page.getChangesList(),
                        change -> new ClientReply.FeedChange(
                                Parts.bytes(change.getKey()),
                                Parts.bytes(change.getElement()),
                                Parts.mapped(change.getVersionsList(), Parts::version))),
                Parts.mapped(
                        page.getRegistersList(),
                        change -> new ClientReply.RegisterChange(
                                Parts.bytes(change.getPlace()),
                                change.getIsTag(),
                                change.getVersion(),
                                Parts.mapped(change.getEntriesList(), RegisterRequests::entry),
                                change.getGone())),
                Parts.bytes(page.getPosition()),
                page.getSnapshot(),
                page.getSnapshotEnds(),
                page.getMore(),
                page.getBehind(),
                page.getAsOfMillis());
    }
}
