package io.kvorum.node.wire;

import io.kvorum.protocol.client.CountElementsRequest;
import io.kvorum.protocol.client.ElementsCounted;
import io.kvorum.protocol.client.ElementsFound;
import io.kvorum.protocol.client.ListElementsRequest;
import io.kvorum.replication.request.ClientReply;
import io.kvorum.replication.request.ClientRequest;

/** Pages and counts of the elements of a key, from records to protobuf and back. */
final class ElementMessages {
    private ElementMessages() {}

    static ListElementsRequest encode(ClientRequest.ListElements list) {
        return ListElementsRequest.newBuilder()
                .setBucket(list.bucket())
                .setKey(Parts.wrap(list.key()))
                .setType(RequestCodec.encodeType(list.type()))
                .setAfter(Parts.wrap(list.after()))
                .setLimit(list.limit())
                .setLevel(RequestCodec.encodeLevel(list.level()))
                .setOwnIndex(list.ownIndex())
                .build();
    }

    static ClientRequest.ListElements decode(ListElementsRequest list) {
        return new ClientRequest.ListElements(
                list.getBucket(),
                Parts.bytes(list.getKey()),
                RequestCodec.decodeType(list.getType()),
                Parts.bytes(list.getAfter()),
                Parts.natural(list.getLimit(), "limit"),
                RequestCodec.decodeLevel(list.getLevel()),
                list.getOwnIndex());
    }

    static CountElementsRequest encode(ClientRequest.CountElements count) {
        return CountElementsRequest.newBuilder()
                .setBucket(count.bucket())
                .setKey(Parts.wrap(count.key()))
                .setType(RequestCodec.encodeType(count.type()))
                .build();
    }

    static ClientRequest.CountElements decode(CountElementsRequest count) {
        return new ClientRequest.CountElements(
                count.getBucket(), Parts.bytes(count.getKey()), RequestCodec.decodeType(count.getType()));
    }

    static ElementsFound encode(ClientReply.ElementsFound found) {
        return ElementsFound.newBuilder()
                .addAllElements(Parts.mapped(found.elements(), ElementMessages::element))
                .setNext(Parts.wrap(found.next()))
                .setReceipt(ReplyEncoder.receipt(found.receipt()))
                .build();
    }

    private static ElementsFound.Element element(ClientReply.Element element) {
        return ElementsFound.Element.newBuilder()
                .setElement(Parts.wrap(element.element()))
                .addAllVersions(Parts.mapped(element.versions(), Parts::version))
                .build();
    }

    static ClientReply.ElementsFound decode(ElementsFound found) {
        return new ClientReply.ElementsFound(
                Parts.mapped(
                        found.getElementsList(),
                        element -> new ClientReply.Element(
                                Parts.bytes(element.getElement()),
                                Parts.mapped(element.getVersionsList(), Parts::version))),
                Parts.bytes(found.getNext()),
                ReplyDecoder.receipt(found.getReceipt()));
    }

    static ElementsCounted encode(ClientReply.ElementsCounted counted) {
        return ElementsCounted.newBuilder()
                .setCount(counted.count())
                .setReceipt(ReplyEncoder.receipt(counted.receipt()))
                .build();
    }

    static ClientReply.ElementsCounted decode(ElementsCounted counted) {
        return new ClientReply.ElementsCounted(counted.getCount(), ReplyDecoder.receipt(counted.getReceipt()));
    }
}
