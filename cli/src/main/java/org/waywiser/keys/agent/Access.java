package org.waywiser.keys.agent;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import jdk.net.UnixDomainPrincipal;
import org.waywiser.keys.SaStatus;

/**
 * Who may ask an agent. With nobody named, the mode of the socket file decides: its owner, its group, root. With users or groups named, the
 * file is open to all and the kernel's word on who connected (SO_PEERCRED) decides.
 */
public final class Access {
    /** User 0, whatever it is called. */
    private static final String ROOT = "0";

    private final Map<UserPrincipal, Set<String>> users = new HashMap<>();
    private final Set<GroupPrincipal> groups = new HashSet<>();
    private final UserPrincipal root;

    /**
     * What a user may do.
     *
     * @param administrator may delete SAs as well
     * @param remoteIds proven identities of peers whose SAs are there for this user; empty for all
     */
    record Rights(boolean administrator, Set<String> remoteIds) {
        boolean include(SaStatus sa) {
            return include(sa.remoteId());
        }

        boolean include(String remoteId) {
            return remoteIds.isEmpty() || remoteIds.contains(remoteId);
        }
    }

    private Access(UserPrincipal root) {
        this.root = root;
    }

    /** As the mode of the file has it. */
    public static Access byFile() throws IOException {
        return new Access(user(ROOT));
    }

    /**
     * Lets a user in.
     *
     * @param rule name or number of the user; after {@code =} and separated by commas the identities of peers, if not all
     * @throws IOException if there is no such user
     */
    public Access allowUser(String rule) throws IOException {
        int equals = rule.indexOf('=');
        Set<String> remoteIds =
                users.computeIfAbsent(user(equals < 0 ? rule : rule.substring(0, equals)), _ -> new TreeSet<>());
        if (equals >= 0) remoteIds.addAll(Set.of(rule.substring(equals + 1).split(",", -1)));
        return this;
    }

    /**
     * Lets the users of a group in, as far as it is their own group and no supplementary one.
     *
     * @throws IOException if there is no such group
     */
    public Access allowGroup(String name) throws IOException {
        groups.add(group(name));
        return this;
    }

    /** Whether the mode of the file is all that decides. */
    boolean isByFile() {
        return users.isEmpty() && groups.isEmpty();
    }

    /**
     * What this user may do; empty for nothing at all.
     *
     * @param owner who runs the agent
     */
    Optional<Rights> of(UnixDomainPrincipal peer, UserPrincipal owner) {
        if (peer.user().equals(owner) || peer.user().equals(root)) return Optional.of(new Rights(true, Set.of()));
        Set<String> remoteIds = users.get(peer.user());
        if (remoteIds != null) return Optional.of(new Rights(false, remoteIds));
        boolean admitted = isByFile() || groups.contains(peer.group());
        return admitted ? Optional.of(new Rights(false, Set.of())) : Optional.empty();
    }

    static GroupPrincipal group(String name) throws IOException {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("there is no group " + name, e);
        }
    }

    private static UserPrincipal user(String name) throws IOException {
        try {
            return FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name);
        } catch (UserPrincipalNotFoundException e) {
            throw new IOException("there is no user " + name, e);
        }
    }
}
