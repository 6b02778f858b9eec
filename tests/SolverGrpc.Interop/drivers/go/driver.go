// Interoperability cases of the gRPC specification from the official Go library.
//
//	driver CASE --target HOST:PORT|unix:PATH [--ca FILE]
//
// Exit status 0 if the case holds; otherwise the text of what was expected and what came.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"interop/pb"
)

const patience = 20 * time.Second

type testCase func(ctx context.Context, connection *grpc.ClientConn, client pb.TestServiceClient) error

var cases = map[string]testCase{
	"empty_unary":                 emptyUnary,
	"large_unary":                 largeUnary,
	"client_compressed_unary":     clientCompressedUnary,
	"server_compressed_unary":     serverCompressedUnary,
	"client_streaming":            clientStreaming,
	"server_streaming":            serverStreaming,
	"ping_pong":                   pingPong,
	"half_duplex":                 halfDuplex,
	"empty_stream":                emptyStream,
	"custom_metadata":             customMetadata,
	"status_code_and_message":     statusCodeAndMessage,
	"special_status_message":      specialStatusMessage,
	"unimplemented_method":        unimplementedMethod,
	"unimplemented_service":       unimplementedService,
	"cancel_after_begin":          cancelAfterBegin,
	"cancel_after_first_response": cancelAfterFirstResponse,
	"timeout_on_sleeping_server":  timeoutOnSleepingServer,
}

func run() error {
	target := flag.String("target", "", "HOST:PORT or unix:PATH")
	ca := flag.String("ca", "", "PEM file of the server's root; plaintext without it")
	if len(os.Args) < 2 || cases[os.Args[1]] == nil {
		return fmt.Errorf("the first argument must be a case")
	}
	if err := flag.CommandLine.Parse(os.Args[2:]); err != nil {
		return err
	}
	security := grpc.WithInsecure()
	if *ca != "" {
		roots, err := credentials.NewClientTLSFromFile(*ca, "")
		if err != nil {
			return err
		}
		security = grpc.WithTransportCredentials(roots)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	connection, err := grpc.DialContext(ctx, *target, security, grpc.WithBlock(), grpc.WithStatsHandler(&received))
	if err != nil {
		return err
	}
	defer connection.Close()
	return cases[os.Args[1]](ctx, connection, pb.NewTestServiceClient(connection))
}

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatal(err)
	}
}
