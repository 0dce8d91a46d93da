package io.kvorum.commerce.store;

import io.kvorum.integrity.aggregate.EventSigner;
import io.kvorum.integrity.aggregate.EventVerifier;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The key that a service signs its events with, and those of whom it believes. In a folder: {@code NAME.key} is a private key (PKCS #8), {@code
 * NAME.pub} a public one (X.509), both Ed25519 in DER. Services of several machines exchange their {@code .pub} files.
 */
public record KeyRing(EventSigner signer, EventVerifier verifier) {
    private static final String ALGORITHM = "Ed25519";
    private static final String PRIVATE = ".key";
    private static final String PUBLIC = ".pub";

    /** A new key that only this process knows, and that believes itself alone. */
    public static KeyRing ephemeral(String name) {
        KeyPair pair = generate();
        return new KeyRing(new EventSigner(name, pair.getPrivate()), new EventVerifier(Map.of(name, pair.getPublic())));
    }

    /**
     * Reads all public keys of a folder, and the private one of this name.
     *
     * @throws IOException if one cannot be read
     * @throws IllegalStateException if a file holds no key
     */
    public static KeyRing ofFolder(Path folder, String name) throws IOException {
        Map<String, PublicKey> known = new HashMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(PUBLIC)).toList()) {
                String owner = String.valueOf(file.getFileName());
                known.put(owner.substring(0, owner.length() - PUBLIC.length()), publicKey(file));
            }
        }
        return new KeyRing(new EventSigner(name, privateKey(folder.resolve(name + PRIVATE))), new EventVerifier(known));
    }

    /**
     * Makes keys for those who have none. Several processes may do so at once.
     *
     * @param names of all who will be believed: a key that is made later is known to those who read the folder after that
     * @throws IOException if the folder cannot be written
     */
    public static synchronized void make(Path folder, List<String> names) throws IOException {
        Files.createDirectories(folder);
        try (FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Given back with the channel.
            FileLock unused = channel.lock();
            for (String name : names) {
                if (!Files.exists(folder.resolve(name + PUBLIC))) {
                    make(folder, name);
                }
            }
        }
    }

    /** The public key comes last: once it is there both are. */
    private static void make(Path folder, String name) throws IOException {
        KeyPair pair = generate();
        write(folder.resolve(name + PRIVATE), pair.getPrivate().getEncoded());
        write(folder.resolve(name + PUBLIC), pair.getPublic().getEncoded());
    }

    /** Drafts are for their owner's eyes only, and become what they are at once. */
    private static void write(Path file, byte[] key) throws IOException {
        Path draft = Files.createTempFile(Objects.requireNonNull(file.getParent()), "key", ".draft");
        Files.write(draft, key);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static KeyPair generate() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + ALGORITHM, e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(file + " holds no private key of " + ALGORITHM, e);
        }
    }

    private static PublicKey publicKey(Path file) throws IOException {
        try {
            return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(Files.readAllBytes(file)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(file + " holds no public key of " + ALGORITHM, e);
        }
    }
}
