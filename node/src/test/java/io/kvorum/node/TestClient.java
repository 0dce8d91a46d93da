package io.kvorum.node;

import com.google.protobuf.ByteString;
import io.kvorum.protocol.client.ClientHello;
import io.kvorum.protocol.client.ReadRequest;
import io.kvorum.protocol.client.Request;
import io.kvorum.protocol.client.Response;
import io.kvorum.protocol.client.ServerHello;
import io.kvorum.protocol.client.WriteId;
import io.kvorum.protocol.client.WriteRequest;
import io.kvorum.protocol.frame.Frame;
import io.kvorum.protocol.frame.FrameCodec;
import io.kvorum.protocol.frame.FrameKind;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;

/** Speaks the protocol over a plain socket, one request at a time. */
final class TestClient implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 20_000;
    private static long sequence;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private long streams;

    private TestClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(socket.getOutputStream());
    }

    /** Connects, without a hello. */
    static TestClient open(int port) {
        try {
            return new TestClient(port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static TestClient connect(int port) {
        TestClient client = open(port);
        client.hello();
        return client;
    }

    ServerHello hello() {
        try {
            ClientHello hello =
                    ClientHello.newBuilder().setMinVersion(1).setMaxVersion(1).build();
            send(Frame.of(FrameKind.HELLO, 0, hello.toByteArray()));
            return ServerHello.parseFrom(receive().body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void send(Frame frame) throws IOException {
        out.writeInt(FrameCodec.length(frame));
        out.writeByte(frame.kind().number());
        out.writeByte(0);
        out.writeLong(frame.streamId());
        out.writeInt(frame.deadlineMillis());
        out.write(frame.body());
        out.flush();
    }

    void sendRaw(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    Frame receive() throws IOException {
        int length = in.readInt();
        int kind = in.readByte();
        in.readByte();
        long stream = in.readLong();
        int deadline = in.readInt();
        byte[] body = new byte[length - FrameCodec.HEADER_BYTES];
        in.readFully(body);
        return new Frame(FrameKind.of(kind).orElseThrow(), stream, deadline, body);
    }

    Response ask(Request request) {
        try {
            long stream = ++streams;
            send(new Frame(FrameKind.REQUEST, stream, 5_000, request.toByteArray()));
            while (true) {
                Frame frame = receive();
                if (frame.kind() == FrameKind.RESPONSE && frame.streamId() == stream) {
                    return Response.parseFrom(frame.body());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Response put(String key, String value) {
        return ask(Request.newBuilder()
                .setRequestId(7)
                .setWrite(WriteRequest.newBuilder()
                        .setBucket("default")
                        .setKey(ByteString.copyFromUtf8(key))
                        .setValue(ByteString.copyFromUtf8(value))
                        .setWriteId(nextWriteId()))
                .build());
    }

    static synchronized WriteId nextWriteId() {
        return WriteId.newBuilder()
                .setSession(42)
                .setSequence(++sequence)
                .setIssuedAtMillis(System.currentTimeMillis())
                .build();
    }

    Response get(String key) {
        return ask(Request.newBuilder()
                .setRead(ReadRequest.newBuilder().setBucket("default").setKey(ByteString.copyFromUtf8(key)))
                .build());
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
