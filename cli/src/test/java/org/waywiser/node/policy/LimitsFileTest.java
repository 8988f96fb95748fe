package org.waywiser.node.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ListAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.waywiser.keys.connections.InvalidConfiguration;
import org.waywiser.wire.control.Modes;

/** Files as perfSONAR's servers read them. */
class LimitsFileTest {
    private static final Modes ALL =
            Modes.UNAUTHENTICATED.or(Modes.AUTHENTICATED).or(Modes.ENCRYPTED).or(Modes.MIXED);

    private static final String USUAL = """
        # Three classes
        limit root with \\
            bandwidth=900m, \\
            disk=2G, \\
            allow_open_mode=off
        limit jail with parent=root, bandwidth=1,disk = 1 , allow_open_mode=off
          Limit open WITH parent=root, bandwidth=10k, disk=10m, allow_open_mode=on, delete_on_fetch=on

        assign default open
        # the badguys subnet
        assign net 192.168.1.0/24 jail
        assign net 192.168.0.0/16 root
        assign net 2001:db8::/32 jail
        assign user joe root
        """;

    @Test
    void hasTheLimitsOfEachClass() throws Exception {
        Policy policy = LimitsFile.read("x.limits", USUAL);

        assertThat(policy.named("root").limits())
                .containsOnly(Map.entry(Limit.BANDWIDTH, 900_000_000L), Map.entry(Limit.DISK, 2_000_000_000L));
        assertThat(policy.named("jail").limits())
                .containsOnly(Map.entry(Limit.BANDWIDTH, 1L), Map.entry(Limit.DISK, 1L));
        assertThat(policy.path(policy.named("open")))
                .extracting(LimitClass::name)
                .containsExactly("open", "root");
        assertThat(policy.deletesOnFetch(policy.named("open"))).isTrue();
        assertThat(policy.deletesOnFetch(policy.named("jail"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.9, , jail",
        "192.168.2.9, , root",
        "192.0.2.1, , open",
        "2001:db8::1, , jail",
        "2001:db9::1, , open",
        "192.168.1.9, joe, root",
        "192.168.1.9, ann, jail",
        "192.0.2.1, jail, jail"
    })
    void knowsWhoIsOfWhichClass(String address, String user, String name) throws Exception {
        var who = new Claimant(InetAddress.ofLiteral(address), Optional.ofNullable(user), Optional.empty());

        assertThat(LimitsFile.read("x.limits", USUAL).classOf(who).name()).isEqualTo(name);
    }

    @Test
    void aClassSaysWhatItsParentSaysUnlessItSaysOtherwise() throws Exception {
        Policy policy = LimitsFile.read("x.limits", """
            limit root with allow_open_mode=off,delete_on_fetch=on
            limit child with parent=root
            limit other with parent=child,allow_open_mode=on,delete_on_fetch=off
            """);

        assertThat(policy.allowed(policy.named("child"), ALL)).isEqualTo(ALL.without(Modes.UNAUTHENTICATED));
        assertThat(policy.deletesOnFetch(policy.named("child"))).isTrue();
        assertThat(policy.allowed(policy.named("other"), ALL)).isEqualTo(ALL);
        assertThat(policy.deletesOnFetch(policy.named("other"))).isFalse();
        assertThat(policy.classOf(Claimant.at(InetAddress.ofLiteral("192.0.2.1")))
                        .name())
                .isEqualTo("root");
    }

    @Test
    void allowsEverythingWhereNothingStands() throws Exception {
        Policy policy = LimitsFile.read("x.limits", "# nothing\n\n");

        assertThat(policy).isSameAs(Policy.UNLIMITED);
        assertThat(LimitsFile.read("x.limits", "limit default with\n")
                        .named("default")
                        .limits())
                .isEmpty();
    }

    @Test
    void saysEverythingThatIsWrongAndWhere() {
        problemsOf("""
            limit root with parent=other
            limit root with \\
               bandwidth=1, \\
               banwidth=2
            limit a with parent=nowhere
            limit b with parent=root, disk=many, disk=2
            limit c parent=root
            limit d with bandwidth=1
            limit e with parent=root, allow_open_mode=yes, x
            assign default nobody
            assign net 192.0.2.1/24 root
            assign net somewhere root
            assign user joe
            assign default root
            permit all
            limit f with parent=root,\\ disk=1
            """)
                .containsExactly(
                        "x.limits:16: a backslash stands only at the end of a line",
                        "x.limits:1: the first class is the root and has no parent",
                        "x.limits:4: banwidth: unknown; known are parent, bandwidth, disk, delete_on_fetch,"
                                + " allow_open_mode and test_sessions",
                        "x.limits:2: class root is there twice",
                        "x.limits:5: the parent nowhere is no class that stands before",
                        "x.limits:6: disk: 'many' is no number; write digits, with k, m, g or t behind",
                        "x.limits:6: disk stands here twice",
                        "x.limits:7: limit wants: limit CLASS with KEY=VALUE,...",
                        "x.limits:8: class d needs a parent: only the first class has none",
                        "x.limits:9: allow_open_mode: 'yes' is neither on nor off",
                        "x.limits:9: 'x' is no KEY=VALUE",
                        "x.limits:10: no class nobody stands before",
                        "x.limits:11: '192.0.2.1/24' has bits beyond its length; write 192.0.2.0/24",
                        "x.limits:12: 'somewhere' is no address or prefix; write 192.0.2.1, 192.0.2.0/24 or"
                                + " 2001:db8::/32",
                        "x.limits:13: assign wants: assign default CLASS, assign net PREFIX CLASS or assign user NAME"
                                + " CLASS",
                        "x.limits:14: a second assign default",
                        "x.limits:15: a line begins with limit or assign");
    }

    private static ListAssert<String> problemsOf(String text) {
        var problems = new AtomicReference<List<String>>(List.of());
        assertThatThrownBy(() -> LimitsFile.read("x.limits", text))
                .isInstanceOfSatisfying(InvalidConfiguration.class, e -> problems.set(e.problems()));
        return assertThat(problems.get());
    }
}
