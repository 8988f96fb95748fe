package org.waywiser.cli;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.SaEvent;
import org.waywiser.protocol.ike.DeletionCause;

/** The SA that is held in the foreground and those that take its place: tells of each change in a line, and when there is none left. */
final class HeldSas implements Consumer<SaEvent> {
    private record Spis(long initiator, long responder) {
        @Override
        public String toString() {
            return IkeSecret.spi(initiator) + " " + IkeSecret.spi(responder);
        }
    }

    private final PrintWriter out;
    private final Set<Spis> held = new HashSet<>();
    private final CompletableFuture<DeletionCause> end = new CompletableFuture<>();

    HeldSas(PrintWriter out) {
        this.out = out;
    }

    @Override
    public synchronized void accept(SaEvent event) {
        switch (event) {
            case SaEvent.Established(long spiI, long spiR) -> {
                if (!held.isEmpty()) tell("successor " + new Spis(spiI, spiR));
                held.add(new Spis(spiI, spiR));
            }
            case SaEvent.Rekeyed(long oldSpiI, long oldSpiR, long spiI, long spiR) -> {
                tell("rekeyed   " + new Spis(spiI, spiR));
                held.remove(new Spis(oldSpiI, oldSpiR));
                held.add(new Spis(spiI, spiR));
            }
            case SaEvent.Gone(long spiI, long spiR, DeletionCause cause) -> {
                // one that was rekeyed is told of already, wherever its end comes
                if (!held.remove(new Spis(spiI, spiR))) return;
                // the end that was asked for has a line of its own
                if (cause != DeletionCause.LOCAL) tell("gone      " + new Spis(spiI, spiR) + ": " + cause.words());
                if (held.isEmpty()) end.complete(cause);
            }
        }
    }

    private void tell(String line) {
        out.println(line);
        out.flush();
    }

    /** Waits until none is left, and says why the last one went. */
    UserError awaitEnd() throws InterruptedException {
        try {
            DeletionCause cause = end.get();
            return new UserError(status(cause), "the IKE SA is gone: " + cause.words() + "; start again");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int status(DeletionCause cause) {
        return switch (cause) {
            case REFUSED_BY_PEER, NOT_REAUTHENTICATED -> ExitStatus.KEYS;
            case LOCAL,
                    PEER,
                    UNREACHABLE,
                    INVALID_SYNTAX,
                    INITIAL_CONTACT,
                    REKEYED,
                    REAUTHENTICATED,
                    EXPIRED,
                    OUT_OF_STEP -> ExitStatus.NO_CONNECTION;
        };
    }
}
