package org.waywiser.node.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.Modes;

@Rfc(value = 4656, section = "3.3")
class RulebookTest {
    private static final Claimant GUEST = Claimant.at(InetAddress.ofLiteral("192.0.2.1"));
    private static final Claimant FRIEND = GUEST.known(Optional.of("joe"), Optional.empty());

    private final Rulebook rules = new Rulebook(rules("""
        limit root with bandwidth=100
        limit guests with parent=root,bandwidth=60,test_sessions=2
        limit friends with parent=root
        assign default guests
        assign user joe friends
        """));

    @Test
    void grantsWhatAClassAndThoseAboveItHave() {
        Grant first = granted(GUEST, 40);

        refused(
                GUEST,
                21,
                Accept.TEMPORARY_LIMIT,
                "class guests allows 60 bit/s, of which 40 are taken and 21 are wanted");
        granted(GUEST, 20);
        granted(FRIEND, 40);
        refused(
                FRIEND,
                1,
                Accept.TEMPORARY_LIMIT,
                "class root allows 100 bit/s, of which 100 are taken and 1 are wanted");

        first.close();
        first.close();
        assertThat(rules.used("root", Limit.BANDWIDTH)).isEqualTo(60);
        assertThat(rules.used("guests", Limit.BANDWIDTH)).isEqualTo(20);
        granted(FRIEND, 40);
    }

    @Test
    void whatAnIdleServerWouldNotGrantEitherIsAPermanentLimit() {
        refused(GUEST, 61, Accept.PERMANENT_LIMIT, "class guests allows 60 bit/s, and 61 are wanted");
        refused(FRIEND, 101, Accept.PERMANENT_LIMIT, "class root allows 100 bit/s, and 101 are wanted");
        assertThat(rules.used("root", Limit.BANDWIDTH)).isZero();
    }

    @Test
    void limitsOfEachRequestAreNotUsedUp() {
        for (int i = 0; i < 5; i++) {
            assertThat(rules.claim(GUEST, demand(Map.of(Limit.SESSIONS_PER_CONNECTION, 2L))))
                    .isInstanceOf(Verdict.Granted.class);
        }
        assertThat(rules.claim(GUEST, demand(Map.of(Limit.SESSIONS_PER_CONNECTION, 3L))))
                .isEqualTo(new Verdict.Refused(
                        Accept.PERMANENT_LIMIT, "class guests allows 2 sessions a connection, and 3 are wanted"));
    }

    @Test
    void aModeThatAClassDoesNotHaveIsNotSupported() {
        rules.replace(rules("limit root with allow_open_mode=off"));

        assertThat(rules.claim(GUEST, demand(Map.of())))
                .isEqualTo(new Verdict.Refused(
                        Accept.NOT_SUPPORTED, "class root has no sessions of mode unauthenticated"));
        assertThat(rules.claim(GUEST, new Demand(Modes.ENCRYPTED, Map.of()))).isInstanceOf(Verdict.Granted.class);
    }

    @Test
    void whatWasGrantedCountsByOtherRulesToo() {
        Grant before = granted(GUEST, 40);
        rules.replace(rules("""
            limit root with bandwidth=50
            limit guests with parent=root
            assign default guests
            """));

        refused(
                GUEST,
                11,
                Accept.TEMPORARY_LIMIT,
                "class root allows 50 bit/s, of which 40 are taken and 11 are wanted");
        before.close();
        granted(GUEST, 50);
    }

    @Test
    void aPartOfAGrantMayLastLongerThanTheRest() {
        Grant all = granted(GUEST, 40);
        Grant part = all.without(Limit.BANDWIDTH);
        all.close();
        assertThat(rules.used("guests", Limit.BANDWIDTH)).isEqualTo(40);

        part.becomes(Limit.BANDWIDTH, 10);
        assertThat(rules.used("root", Limit.BANDWIDTH)).isEqualTo(10);
        part.close();
        assertThat(rules.used("root", Limit.BANDWIDTH)).isZero();
    }

    @Test
    void identitiesOfIkeMayBePatterns() throws Exception {
        var classes =
                List.of(LimitClass.unlimited("root"), child("routers"), child("core"), child("gate"), child("net"));
        Policy policy = Policy.of(
                classes,
                new Assignments(
                        Map.of("*.example.org", "routers", "*.core.example.org", "core", "a.core.example.org", "gate"),
                        Map.of("b.example.org", "net"),
                        Map.of(),
                        Optional.empty()));

        assertThat(List.of("b.example.org", "b.core.example.org", "a.core.example.org", "example.com"))
                .extracting(id -> policy.classOf(GUEST.known(Optional.empty(), Optional.of(id)))
                        .name())
                .containsExactly("routers", "core", "gate", "root");
    }

    /** Whatever the order of threads: never more than the limit, and nothing left behind. */
    @Test
    void neverGrantsMoreThanTheLimitToMany() throws Exception {
        var most = new AtomicInteger();
        var now = new AtomicInteger();
        Runnable one = () -> {
            for (int i = 0; i < 2_000; i++) {
                if (!(rules.claim(GUEST, demand(Map.of(Limit.BANDWIDTH, 20L))) instanceof Verdict.Granted(Grant grant)))
                    continue;
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                now.decrementAndGet();
                grant.close();
            }
        };
        var threads = List.of(
                Thread.ofPlatform().start(one),
                Thread.ofPlatform().start(one),
                Thread.ofPlatform().start(one),
                Thread.ofPlatform().start(one));
        for (Thread thread : threads) thread.join();

        assertThat(most.get()).isBetween(1, 3);
        assertThat(rules.used("root", Limit.BANDWIDTH)).isZero();
    }

    private static LimitClass child(String name) {
        return new LimitClass(
                name, Optional.of("root"), Map.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static ServerRules rules(String limits) {
        try {
            return new ServerRules(LimitsFile.read("x", limits), ConnectionLimits.DEFAULT, null);
        } catch (InvalidConfiguration e) {
            throw new AssertionError(e);
        }
    }

    private static Demand demand(Map<Limit, Long> amounts) {
        return new Demand(Modes.UNAUTHENTICATED, amounts);
    }

    private Grant granted(Claimant who, long bandwidth) {
        return switch (rules.claim(who, demand(Map.of(Limit.BANDWIDTH, bandwidth)))) {
            case Verdict.Granted(Grant grant) -> grant;
            case Verdict.Refused refused -> throw new AssertionError(refused.toString());
        };
    }

    private void refused(Claimant who, long bandwidth, Accept accept, String why) {
        assertThat(rules.claim(who, demand(Map.of(Limit.BANDWIDTH, bandwidth))))
                .isEqualTo(new Verdict.Refused(accept, why));
    }
}
