package org.waywiser.keys.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.agent.AgentServer.Count;
import tools.jackson.databind.node.ObjectNode;

/** What a subscriber is told, in the order in which it happens; who falls far behind is cut off. */
final class News implements KeySource.Listener {
    private static final int BACKLOG = 1024;

    /** @param remoteId whose SA it is about, which not every subscriber may know of */
    private record Item(ObjectNode text, String remoteId) {}

    private final Conversation conversation;
    private final Access.Rights rights;
    private final Duration patience;
    private final Consumer<Count> counter;
    private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(BACKLOG);

    News(Conversation conversation, Access.Rights rights, Duration patience, Consumer<Count> counter) {
        this.conversation = conversation;
        this.rights = rights;
        this.patience = patience;
        this.counter = counter;
    }

    /** Comes back when the subscriber is gone. */
    void tell(SaKeeper keeper) throws IOException, KeysUnavailable {
        Thread teller = Thread.currentThread();
        try (var _ = keeper.keys().listen(this)) {
            conversation.send(Frame.of(Frame.object().put("subscribed", true)), patience);
            // a subscriber says nothing more: what comes is its end, or a fault
            Thread.ofVirtual().name("agent-subscriber").start(() -> {
                try {
                    if (conversation.receive() != null) counter.accept(Count.MALFORMED);
                } catch (IOException e) {
                    // gone just as well
                }
                teller.interrupt();
            });
            while (true) {
                Item item = items.take();
                if (rights.include(item.remoteId())) conversation.send(Frame.of(item.text()), patience);
            }
        } catch (InterruptedException e) {
            // the subscriber went: that is how it ends
        }
    }

    @Override
    public void established(IkeSecret sa) {
        add("established", sa);
    }

    @Override
    public void deleted(IkeSecret sa) {
        add("deleted", sa);
    }

    @Override
    public void rekeyed(Rekeying rekeying) {
        var text = Frame.object().put("event", "rekeyed");
        text.set("rekeying", SaText.write(rekeying));
        add(new Item(text, rekeying.remoteId()));
    }

    private void add(String event, IkeSecret sa) {
        sa.secret().wipe();
        var text = Frame.object().put("event", event);
        text.set("sa", SaText.write(sa));
        add(new Item(text, sa.remoteId()));
    }

    private void add(Item item) {
        if (items.offer(item)) return;
        counter.accept(Count.OVERDUE);
        conversation.close();
    }
}
