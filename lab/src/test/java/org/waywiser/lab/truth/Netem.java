package org.waywiser.lab.truth;

/**
 * A router between the two hosts of the laboratory, which does to test packets what {@code netem} is told for each way. Control connections
 * and marks pass it as they are, so that netem's counters are those of test packets alone:
 *
 * <pre>
 *   a  va  10.1.0.1 ---- ra  r  rb ---- 10.2.0.1  vb  b
 * </pre>
 *
 * <p>Scripts have these commands: {@code ways THERE BACK}; {@code lose N}, that packet on its way there; {@code capture NAME} and
 * {@code captured NAME}, between which tcpdump writes NAME.a, NAME.r and NAME.b, at the end also what netem has counted; {@code underway NAME}, which waits
 * for packets in NAME.a; {@code stops PROCESS}.
 */
final class Netem {
    static final String A = "10.1.0.1";
    static final String B = "10.2.0.1";

    static final String COMMANDS = """
        ways() { # netem of the way there, of the way back
          for host in a b; do
            tc -n r qdisc delete dev r$host root 2>/dev/null || true
            tc -n r qdisc add dev r$host root handle 1: prio bands 3 priomap 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0
            tc -n r filter add dev r$host parent 1: protocol ip prio 1 u32 match ip protocol 17 0xff match ip dport 9 0xffff flowid 1:1
            tc -n r filter add dev r$host parent 1: protocol ip prio 3 u32 match ip protocol 17 0xff flowid 1:3
          done
          tc -n r qdisc add dev rb parent 1:3 handle 30: netem limit 100000 $1
          tc -n r qdisc add dev ra parent 1:3 handle 30: netem limit 100000 $2
        }
        lose() { # a packet by its number, on its way there
          tc -n r filter add dev rb parent 1: protocol ip prio 2 u32 match ip protocol 17 0xff match u32 $1 0xffffffff at 28 action drop
        }
        capture() {
          name=$1
          taps=""
          for tap in a:va r:ra b:vb; do
            ip netns exec ${tap%:*} tcpdump -n -U -s 128 --immediate-mode --time-stamp-precision=nano -i ${tap#*:} -w $name.${tap%:*} udp >$name.tap.${tap%:*} 2>&1 &
            taps="$taps $!"
          done
          for host in a r b; do await $name.tap.$host listening; done
        }
        captured() { # tcpdump writes in order: once the mark is there, all is
          ip netns exec a bash -c 'echo "that was all" >/dev/udp/@B@/9'
          for host in a r b; do await $name.$host 'that was all'; done
          kill $taps
          wait $taps
          tc -n r -s -j qdisc show dev rb >$name.there
          tc -n r -s -j qdisc show dev ra >$name.back
        }
        underway() {
          until [ $(stat -c %s $name.a) -gt 1000 ]; do sleep 0.05; done
        }
        stops() { # a process, for a tenth of a second each, as long as it is there
          underway
          for stop in 1 2 3 4 5 6; do
            kill -STOP $1 2>/dev/null || break
            sleep 0.1
            kill -CONT $1
            sleep 0.2
          done
        }
        """.replace("@B@", B);

    static final String SET_UP = """
        ip -n a link delete va
        ip netns add r
        ip -n r link set lo up
        ip netns exec r sysctl -q net.ipv4.ip_forward=1
        join() { # host, network
          ip link add v$1 netns $1 type veth peer name r$1 netns r
          ip -n $1 addr add $2.1/24 dev v$1
          ip -n r addr add $2.254/24 dev r$1
          ip -n $1 link set v$1 gso_max_segs 1 up # a train of replies is one packet to netem otherwise
          ip -n r link set r$1 up
          ip -n $1 route add default via $2.254
        }
        join a 10.1.0
        join b 10.2.0
        ip netns exec b waywiser serve --listen @B@ --owamp-port 861 --session-folder sessions >serve.out 2>&1 &
        echo $! >serve.pid
        await serve.out OWAMP-Control
        """.replace("@B@", B);

    private Netem() {}
}
