//! What the bare socket promises, over a pipe instead of a network. The client's side is actix's codec.

use actix_http::ws;
use tokio::io::{AsyncReadExt, DuplexStream, duplex};

use super::*;

const MAX_BYTES: usize = 1_000;

/// A socket over a pipe that holds so many bytes, and the client's end of it.
fn connected(pipe: usize) -> (RawSocket<DuplexStream>, Client) {
    let (io, pipe) = duplex(pipe);
    let client = Client { pipe, codec: Codec::new().client_mode(), arrived: BytesMut::new() };
    (RawSocket::new(io, BytesMut::new(), MAX_BYTES), client)
}

struct Client {
    pipe: DuplexStream,
    codec: Codec,
    arrived: BytesMut,
}

impl Client {
    fn frame(&mut self, message: ws::Message) -> BytesMut {
        let mut frame = BytesMut::new();
        self.codec.encode(message, &mut frame).unwrap();
        frame
    }

    async fn send(&mut self, message: ws::Message) {
        let frame = self.frame(message);
        self.pipe.write_all(&frame).await.unwrap();
    }

    /// The next frame, or `None` at the end.
    async fn next(&mut self) -> Option<Frame> {
        loop {
            if let Some(frame) = self.codec.decode(&mut self.arrived).unwrap() {
                return Some(frame);
            }
            if self.pipe.read_buf(&mut self.arrived).await.unwrap() == 0 {
                return None;
            }
        }
    }
}

fn text(text: &'static str) -> Option<Result<Message, LinkError>> {
    Some(Ok(Message::Text(text.into())))
}

#[tokio::test]
async fn frames_are_heard_however_they_arrive() {
    let (mut socket, mut client) = connected(1_000);
    let mut both = client.frame(ws::Message::Text("one".into()));
    both.extend(client.frame(ws::Message::Text("two".into())));
    let (start, rest) = both.split_at(5);
    client.pipe.write_all(start).await.unwrap();
    let (first, ()) = tokio::join!(socket.recv(), async { client.pipe.write_all(rest).await.unwrap() });
    assert_eq!((first, socket.recv().await), (text("one"), text("two")));

    client.send(ws::Message::Binary(Bytes::from_static(b"\xff"))).await;
    assert_eq!(socket.recv().await, Some(Ok(Message::Binary(Bytes::from_static(b"\xff")))));
}

#[tokio::test]
async fn what_was_read_with_the_handshake_is_heard() {
    let (socket, mut client) = connected(1_000);
    let arrived = client.frame(ws::Message::Text("early".into()));
    let mut socket = RawSocket::new(socket.io, arrived, MAX_BYTES);
    assert_eq!(socket.recv().await, text("early"));
}

#[tokio::test]
async fn a_message_in_parts_is_heard_whole_and_what_comes_between_is_heard_first() {
    let (mut socket, mut client) = connected(1_000);
    client.send(ws::Message::Continuation(Item::FirstText("a".into()))).await;
    client.send(ws::Message::Continuation(Item::Continue("b".into()))).await;
    client.send(ws::Message::Ping("?".into())).await;
    client.send(ws::Message::Continuation(Item::Last("c".into()))).await;
    assert_eq!(socket.recv().await, Some(Ok(Message::Pulse)));
    assert_eq!(socket.recv().await, text("abc"));
    socket.flush().await.unwrap();
    assert_eq!(client.next().await, Some(Frame::Pong("?".into())));
}

#[tokio::test]
async fn what_is_too_large_or_not_the_protocol_is_an_error() {
    let long = "x".repeat(MAX_BYTES + 1);
    let half = "x".repeat(MAX_BYTES / 2 + 1);
    let parts =
        [Item::FirstText(half.clone().into()), Item::Last(half.into())].map(ws::Message::Continuation);
    let cases = [
        ("a long frame", vec![ws::Message::Text(long.into())], LinkError::TooLarge),
        ("long parts", parts.into(), LinkError::TooLarge),
        (
            "no text",
            vec![
                ws::Message::Continuation(Item::FirstText(Bytes::from_static(b"\xff"))),
                ws::Message::Continuation(Item::Last(Bytes::new())),
            ],
            LinkError::Protocol,
        ),
    ];
    for (case, messages, error) in cases {
        let (mut socket, mut client) = connected(10_000);
        for message in messages {
            client.send(message).await;
        }
        assert_eq!(socket.recv().await, Some(Err(error)), "{case}");
    }

    let (mut socket, mut client) = connected(10_000);
    let mut unmasked = BytesMut::new();
    Codec::new().encode(ws::Message::Text("bare".into()), &mut unmasked).unwrap();
    client.pipe.write_all(&unmasked).await.unwrap();
    assert_eq!(socket.recv().await, Some(Err(LinkError::Protocol)), "a client has to mask");
}

#[tokio::test]
async fn a_length_that_is_only_announced_is_not_waited_for() {
    let (mut socket, mut client) = connected(10_000);
    let announced = [0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4];
    client.pipe.write_all(&announced).await.unwrap();
    client.pipe.write_all(&[b'x'; MAX_BYTES + 1]).await.unwrap();
    assert_eq!(socket.recv().await, Some(Err(LinkError::TooLarge)));
}

#[tokio::test]
async fn more_than_a_write_takes_leaves_in_order() {
    let (mut socket, mut client) = connected(64);
    for n in 0..500 {
        socket.push(TextFrame::new(&n.to_string()));
    }
    let (flushed, ()) = tokio::join!(socket.flush(), async {
        for n in 0..500 {
            assert_eq!(client.next().await, Some(Frame::Text(n.to_string().into())));
        }
    });
    assert_eq!((flushed, socket.unsent.len()), (Ok(()), 0));
}

#[tokio::test(start_paused = true)]
async fn a_goodbye_follows_a_whole_frame_even_if_writing_was_given_up() {
    let (mut socket, mut client) = connected(8);
    socket.push(TextFrame::new("longer than the pipe"));
    socket.push(TextFrame::new("never begun"));
    assert!(timeout(Duration::from_secs(1), socket.flush()).await.is_err());
    let ((), frames) = tokio::join!(socket.close(4410, "too slow"), async {
        let frames = [client.next().await, client.next().await];
        drop(client);
        frames
    });
    let reason = CloseReason { code: CloseCode::Other(4410), description: Some("too slow".to_owned()) };
    assert_eq!(frames, [Some(Frame::Text("longer than the pipe".into())), Some(Frame::Close(Some(reason)))]);
}

#[tokio::test]
async fn a_client_that_leaves_is_gone() {
    let (mut socket, mut client) = connected(1_000);
    client.send(ws::Message::Close(None)).await;
    assert_eq!(socket.recv().await, None);
    let (mut socket, client) = connected(1_000);
    drop(client);
    assert_eq!(socket.recv().await, Some(Err(LinkError::Gone)), "without a goodbye");
    socket.push(TextFrame::new("hello?"));
    assert_eq!(socket.flush().await, Err(LinkError::Gone));
}
