/// Takes what other nodes tell this one about its sessions, over gRPC.
@NullMarked
package dev.peal.in.grpc;

import org.jspecify.annotations.NullMarked;
