package org.waywiser.protocol.ike;

import org.waywiser.security.ike.ChildProposals;

/**
 * The child SAs that an end asks for and grants: one with each IKE SA, for its keys alone. It is installed nowhere, so it covers
 * UDP port 9 of the two hosts and nothing else, lest a peer send traffic into it.
 *
 * @param proposals ESP or AH; groups matter only outside IKE_AUTH
 */
public record ChildPolicy(ChildProposals proposals) {}
