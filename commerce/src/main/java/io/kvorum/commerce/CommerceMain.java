package io.kvorum.commerce;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import io.kvorum.client.KvorumClient;
import io.kvorum.client.KvorumException;
import io.kvorum.commerce.http.Peers;
import io.kvorum.commerce.http.ServiceCalls;
import io.kvorum.commerce.orders.Checkout;
import io.kvorum.commerce.orders.MapCarts;
import io.kvorum.commerce.store.Buckets;
import io.kvorum.commerce.store.KeyRing;
import io.kvorum.commerce.store.RegionStore;
import io.kvorum.commerce.store.Stores;
import io.kvorum.integrity.tag.Time;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/** Starts one instance of one service, prints its address, and ends gracefully when it is told to (SIGTERM, SIGINT). */
public final class CommerceMain {
    private static final int USAGE_ERROR = 2;
    private static final int FAILED = 1;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DEADLINE = Duration.ofSeconds(10);
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg%n";

    private CommerceMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        ServiceOptions options;
        try {
            options = ServiceOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(ServiceOptions.USAGE);
            System.exit(USAGE_ERROR);
            return;
        }
        configureLogging();
        CountDownLatch ended = new CountDownLatch(1);
        try (KvorumClient client = connect(options);
                ServiceCalls calls = new ServiceCalls(peers(options), CALL_TIMEOUT);
                RunningService service = start(options, client, calls)) {
            Thread main = Thread.currentThread();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                service.drain();
                ended.countDown();
                join(main);
            }));
            System.out.println(
                    options.service().word() + " of region " + options.region() + " listens on " + service.address());
            ended.await();
        } catch (IOException | IllegalArgumentException | IllegalStateException | KvorumException e) {
            System.err.println("the service did not start: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    /** The process ends once its main thread has. */
    private static void join(Thread main) {
        try {
            main.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static KvorumClient connect(ServiceOptions options) {
        return KvorumClient.builder()
                .endpoints(options.store())
                .region(options.region())
                .deadline(DEADLINE)
                .clientName(options.service().key(options.region()))
                .build();
    }

    private static Peers peers(ServiceOptions options) {
        return Peers.parse(options.peers(), options.region());
    }

    private static RunningService start(ServiceOptions options, KvorumClient client, ServiceCalls calls)
            throws IOException {
        Peers peers = peers(options);
        List<String> keys = new ArrayList<>();
        for (ServiceName name : ServiceName.values()) {
            keys.add(name.key(options.region()));
            peers.regions().forEach(region -> keys.add(name.key(region)));
        }
        KeyRing.make(options.keys(), keys);
        Buckets buckets = new Buckets(options.region());
        buckets.create(client.admin(), options.placement());
        RegionStore store = new RegionStore(
                buckets,
                Stores.of(client, buckets.groups()),
                KeyRing.ofFolder(options.keys(), options.service().key(options.region())),
                Time.system());
        ServiceSetup setup = new ServiceSetup(store, calls, peers, Checkout.DEFAULT, options.host(), options.port());
        return switch (options.service()) {
            case ORDERS -> Services.orders(setup, new MapCarts(client));
            case PAYMENTS -> Services.payments(setup);
            case INVENTORY -> Services.inventory(setup);
        };
    }

    private static void configureLogging() {
        if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
            return;
        }
        context.reset();
        PatternLayoutEncoder text = new PatternLayoutEncoder();
        text.setContext(context);
        text.setPattern(PATTERN);
        text.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setTarget("System.err");
        console.setEncoder(text);
        console.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("io.kvorum").setLevel(Level.INFO);
    }
}
