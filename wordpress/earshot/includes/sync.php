<?php
/**
 * Keeps the stories on the server the same as the posts of the site.
 *
 * The server is called by WP-Cron, so that saving a post does not wait for it.
 *
 * @package Earshot
 */

declare( strict_types=1 );

namespace Earshot;

use WP_Error;
use WP_Post;

const SYNC_EVENT   = 'earshot_sync_post';
const DELETE_EVENT = 'earshot_delete_story';
/** The delays after failed attempts, in seconds. */
const RETRY_DELAYS = array( 60, 300, 1800, 7200, 43200 );

add_action( 'wp_after_insert_post', __NAMESPACE__ . '\schedule_sync' );
add_action( 'before_delete_post', __NAMESPACE__ . '\schedule_deletion' );
add_action( SYNC_EVENT, __NAMESPACE__ . '\sync_post', 10, 2 );
add_action( DELETE_EVENT, __NAMESPACE__ . '\delete_story', 10, 2 );

function schedule_sync( int $post_id ): void {
	if ( ! is_configured() || wp_is_post_revision( $post_id ) || wp_is_post_autosave( $post_id ) ) {
		return;
	}
	$post = get_post( $post_id );
	if ( ! $post || ( ! is_wanted( $post ) && '' === get_story_id( $post_id ) ) ) {
		return;
	}
	if ( ! wp_next_scheduled( SYNC_EVENT, array( $post_id, 0 ) ) ) {
		wp_schedule_single_event( time(), SYNC_EVENT, array( $post_id, 0 ) );
	}
}

/** The post and its meta fields will be gone when the event runs. */
function schedule_deletion( int $post_id ): void {
	$story_id = get_story_id( $post_id );
	if ( '' !== $story_id ) {
		wp_schedule_single_event( time(), DELETE_EVENT, array( $story_id, 0 ) );
	}
}

function cancel_scheduled_events(): void {
	wp_unschedule_hook( SYNC_EVENT );
	wp_unschedule_hook( DELETE_EVENT );
}

/** Send the post as it is now, or delete its story. */
function sync_post( int $post_id, int $attempt ): void {
	$post     = get_post( $post_id );
	$story_id = get_story_id( $post_id );
	if ( $post && is_wanted( $post ) ) {
		send_post( $post, $attempt );
	} elseif ( '' !== $story_id ) {
		delete_post_meta( $post_id, STORY_META );
		delete_post_meta( $post_id, ERROR_META );
		delete_story( $story_id, 0 );
	}
}

function send_post( WP_Post $post, int $attempt ): void {
	$story = call_server( 'POST', '/v1/stories', build_submission( $post ) );
	if ( is_wp_error( $story ) ) {
		update_post_meta( $post->ID, ERROR_META, $story->get_error_message() );
		retry_later( SYNC_EVENT, $post->ID, $attempt, $story );
		return;
	}
	update_post_meta( $post->ID, STORY_META, (string) $story['id'] );
	delete_post_meta( $post->ID, ERROR_META );
}

function delete_story( string $story_id, int $attempt ): void {
	$answer = call_server( 'DELETE', '/v1/stories/' . rawurlencode( $story_id ) );
	if ( is_wp_error( $answer ) && ! is_not_found( $answer ) ) {
		retry_later( DELETE_EVENT, $story_id, $attempt, $answer );
	}
}

/**
 * Repeat an event after a temporary error.
 *
 * @param string     $event   Name of the event.
 * @param int|string $id      Its first argument.
 * @param int        $attempt Number of the failed attempt, from 0.
 * @param WP_Error   $error   The error.
 */
function retry_later( string $event, $id, int $attempt, WP_Error $error ): void {
	if ( TEMPORARY_ERROR === $error->get_error_code() && $attempt < count( RETRY_DELAYS ) ) {
		wp_schedule_single_event( time() + RETRY_DELAYS[ $attempt ], $event, array( $id, $attempt + 1 ) );
	}
}

function get_story_id( int $post_id ): string {
	return (string) get_post_meta( $post_id, STORY_META, true );
}

/** The same source id is always the same story, on every server. */
function build_submission( WP_Post $post ): array {
	return array(
		'source_id' => 'wordpress:' . wp_parse_url( home_url(), PHP_URL_HOST ) . ':' . get_current_blog_id() . ':' . $post->ID,
		'url'       => get_permalink( $post ),
		'html'      => render_article( $post ),
	);
}

/** The post as a page of its own, without the theme. */
function render_article( WP_Post $post ): string {
	$author = get_the_author_meta( 'display_name', (int) $post->post_author );
	return sprintf(
		'<!doctype html><html lang="%1$s"><head><title>%2$s</title><meta property="og:site_name" content="%3$s">' .
		'<meta name="author" content="%4$s"><meta property="article:published_time" content="%5$s">' .
		'<link rel="canonical" href="%6$s"></head><body><article><h1>%2$s</h1>%7$s</article></body></html>',
		esc_attr( get_bloginfo( 'language' ) ),
		esc_html( wp_strip_all_tags( get_the_title( $post ) ) ),
		esc_attr( get_bloginfo( 'name' ) ),
		esc_attr( $author ),
		esc_attr( (string) get_post_time( 'c', true, $post ) ),
		esc_url( (string) get_permalink( $post ) ),
		render_content( $post )
	);
}

/** The content as readers see it. Shortcodes and blocks expect the post in the global variable. */
function render_content( WP_Post $post ): string {
	$previous        = $GLOBALS['post'] ?? null;
	$GLOBALS['post'] = $post; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited
	setup_postdata( $post );
	$content         = apply_filters( 'the_content', $post->post_content ); // phpcs:ignore WordPress.NamingConventions
	$GLOBALS['post'] = $previous; // phpcs:ignore WordPress.WP.GlobalVariablesOverride.Prohibited
	if ( $previous instanceof WP_Post ) {
		setup_postdata( $previous );
	}
	return $content;
}
