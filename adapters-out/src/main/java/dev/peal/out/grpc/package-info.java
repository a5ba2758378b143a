/// What this node tells the sessions of others, over one gRPC call to each of them.
@NullMarked
package dev.peal.out.grpc;

import org.jspecify.annotations.NullMarked;
