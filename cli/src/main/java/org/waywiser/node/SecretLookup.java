package org.waywiser.node;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.SaBinding;
import org.waywiser.keys.credentials.PassphraseFile;
import org.waywiser.protocol.control.AttemptLimiter;
import org.waywiser.protocol.control.CloseReason;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.protocol.control.SecretName;
import org.waywiser.protocol.control.ServerEffect;
import org.waywiser.protocol.control.ServerInput;
import org.waywiser.security.Secret;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;

/** Finds the secret that a Set-Up-Response names and keeps strangers from making the Server work for nothing. */
final class SecretLookup {
    private static final System.Logger LOG = System.getLogger("org.waywiser.server");
    /** A key source may learn of an SA a little later than the client does. */
    private static final Duration LAG = Duration.ofMillis(500);

    private static final int MAX_WAITERS = 64;

    /**
     * What was found.
     *
     * @param input the answer for the state machine
     * @param identity who proved to know the secret, for log and policy; the KeyID's text or the IKE identity
     */
    record Answer(ServerInput input, String identity) {}

    private static final Answer TOO_MANY =
            new Answer(new ServerInput.SecretWithheld(Accept.TEMPORARY_LIMIT, CloseReason.TOO_MANY_ATTEMPTS), "");

    private record Client(InetAddress address, SecretName name) {}

    private final Supplier<@Nullable PassphraseFile> passphrases;
    private final @Nullable KeySource keySource;
    private final boolean strictAddress;
    private final LongSupplier nanoTime;
    private final Semaphore waiters = new Semaphore(MAX_WAITERS);
    private final AttemptLimiter<Client> limiter = new AttemptLimiter<>(512, 10, Duration.ofMinutes(1));

    /** @param nanoTime monotonic, in which failures are forgiven */
    SecretLookup(
            Supplier<@Nullable PassphraseFile> passphrases,
            @Nullable KeySource keySource,
            boolean strictAddress,
            LongSupplier nanoTime) {
        this.passphrases = passphrases;
        this.keySource = keySource;
        this.strictAddress = strictAddress;
        this.nanoTime = nanoTime;
    }

    /** Looks the secret up; an answer with one needs an {@link #end}. */
    Answer begin(SecretName name, InetAddress peer) {
        if (!admitted(name, peer)) return TOO_MANY;
        Answer answer = find(name, peer);
        if (answer.input() instanceof ServerInput.SecretWithheld) end(name, peer, false);
        return answer;
    }

    /** The same with the SA that the greeting named. */
    Answer begin(SaBinding pinned, ServerEffect.FindSaKeys wanted, BindingPlan plan, InetAddress peer) {
        SecretName name = new SecretName.Pinned(pinned.sa().name());
        if (!admitted(name, peer)) return TOO_MANY;
        Answer answer = find(pinned, wanted, plan, peer);
        if (answer.input() instanceof ServerInput.SecretWithheld) end(name, peer, false);
        return answer;
    }

    private Answer find(SaBinding pinned, ServerEffect.FindSaKeys wanted, BindingPlan plan, InetAddress peer) {
        try {
            CloseReason refusal = !pinned.alive() ? CloseReason.SA_GONE : reused(pinned, wanted, plan);
            if (refusal != null) return new Answer(new ServerInput.SecretWithheld(Accept.FAILURE, refusal), "");
            SaKeys keys = pinned.keys(plan.profile(), wanted.salt(), wanted.count());
            return new Answer(new ServerInput.SaKeysAnswered(keys), pinned.sa().remoteId());
        } catch (KeysUnavailable e) {
            return unavailable(peer, e);
        }
    }

    /** Connections with the same keys must not have the same initialization vector: the stream of one would pass in another. */
    private static @Nullable CloseReason reused(SaBinding pinned, ServerEffect.FindSaKeys wanted, BindingPlan plan)
            throws KeysUnavailable {
        if (!plan.profile().isAlternative()) return null;
        for (Octets iv : List.of(wanted.clientIv(), wanted.serverIv())) {
            switch (pinned.use(iv)) {
                case FIRST -> {}
                case REPEATED -> {
                    return CloseReason.REPEATED_IV;
                }
                case USED_UP -> {
                    return CloseReason.SA_USED_UP;
                }
            }
        }
        return null;
    }

    private static Answer unavailable(InetAddress peer, KeysUnavailable e) {
        LOG.log(System.Logger.Level.ERROR, "no keys for {0}: {1}", peer.getHostAddress(), e.getMessage());
        return new Answer(new ServerInput.SecretWithheld(Accept.INTERNAL_ERROR, CloseReason.NO_KEY_SOURCE), "");
    }

    private Answer find(SecretName name, InetAddress peer) {
        return switch (name) {
            case SecretName.Pinned _ -> throw new IllegalArgumentException("is not looked up by name");
            case SecretName.Passphrase(String keyId) ->
                new Answer(new ServerInput.SecretAnswered(passphrase(keyId)), name.toString());
            case SecretName.IkeSa(long spiI, long spiR) -> {
                try {
                    yield ofSa(spiI, spiR, peer);
                } catch (KeysUnavailable e) {
                    yield unavailable(peer, e);
                }
            }
        };
    }

    private @Nullable Secret passphrase(String keyId) {
        PassphraseFile file = passphrases.get();
        return file == null ? null : file.find(keyId).orElse(null);
    }

    private boolean admitted(SecretName name, InetAddress peer) {
        synchronized (limiter) {
            return limiter.begin(new Client(peer, name), nanoTime.getAsLong());
        }
    }

    /** Ends an attempt that was allowed to begin. */
    void end(SecretName name, InetAddress peer, boolean succeeded) {
        synchronized (limiter) {
            limiter.end(new Client(peer, name), succeeded);
        }
    }

    private Answer ofSa(long spiI, long spiR, InetAddress peer) throws KeysUnavailable {
        if (keySource == null) return new Answer(new ServerInput.SecretAnswered(null), "");
        Optional<IkeSecret> found = await(keySource, spiI, spiR);
        if (found.isEmpty()) return new Answer(new ServerInput.SecretAnswered(null), "");
        IkeSecret sa = found.get();
        if (!fits(keySource, sa, peer)) {
            if (strictAddress) {
                sa.secret().wipe();
                return new Answer(
                        new ServerInput.SecretWithheld(Accept.FAILURE, CloseReason.WRONG_ADDRESS), sa.remoteId());
            }
            // The Token proves possession of the secret whatever the address, so this alone is not a refusal.
            LOG.log(
                    System.Logger.Level.WARNING,
                    "control connection from {0} names the IKE SA of {1} ({2})",
                    peer.getHostAddress(),
                    sa.peer().getHostAddress(),
                    sa.remoteId());
        }
        return new Answer(new ServerInput.SecretAnswered(sa.secret()), sa.remoteId());
    }

    /** Its own address, or another that its source finds the same peer by: a virtual one, or one that its children carry. */
    private static boolean fits(KeySource source, IkeSecret sa, InetAddress address) throws KeysUnavailable {
        if (sa.peer().equals(address)) return true;
        Optional<IkeSecret> there = source.byPeer(address);
        there.ifPresent(found -> found.secret().wipe());
        return there.filter(found ->
                        found.peer().equals(sa.peer()) && found.remoteId().equals(sa.remoteId()))
                .isPresent();
    }

    private Optional<IkeSecret> await(KeySource source, long spiI, long spiR) throws KeysUnavailable {
        Optional<IkeSecret> known = source.bySpis(spiI, spiR);
        if (known.isPresent() || !waiters.tryAcquire()) return known;
        var arrival = new CompletableFuture<IkeSecret>();
        var listener = new KeySource.Listener() {
            @Override
            public void established(IkeSecret sa) {
                boolean wanted = sa.spiI() == spiI && sa.spiR() == spiR && arrival.complete(sa);
                if (!wanted) sa.secret().wipe();
            }

            @Override
            public void deleted(IkeSecret sa) {
                sa.secret().wipe();
            }
        };
        try (var _ = source.listen(listener)) {
            known = source.bySpis(spiI, spiR);
            return known.isPresent() ? known : Optional.of(arrival.get(LAG.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            waiters.release();
        }
    }
}
