package io.kvorum.protocol.frame;

/** What came of reading a frame: the frame, or why there is none. */
public sealed interface FrameResult permits Frame, RejectedFrame {}
